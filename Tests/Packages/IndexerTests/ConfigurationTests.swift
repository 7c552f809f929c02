import Basics
import Catalog
import Nixpkgs
import Publishing
import Testing

@testable import Indexer

@Suite("Configuration")
struct ConfigurationTests {
    private func configuration(_ variables: [String: String]) throws -> IndexerConfiguration {
        try IndexerConfiguration(environment: ["HOME": "/home/someone"].merging(variables) { $1 })
    }

    private func message(_ variables: [String: String]) -> String {
        let error = #expect(throws: FdnixError.self) { try configuration(variables) }
        #expect(error?.code == .usage)
        #expect(error?.description.contains("\n") == false)
        return error?.message ?? ""
    }

    @Test("defaults are those of the contract, empty values count as unset")
    func defaults() throws {
        for empty in [false, true] {
            let names = [
                "PROCESSING_MODE", "OUTPUT_PATH", "OUTPUT_MINIFIED_PATH", "DUCKDB_PATH", "ENABLE_EMBEDDINGS",
                "FORCE_REBUILD_EMBEDDINGS", "FTS_STOPWORDS", "FTS_INDEX_NAME", "VSS_HNSW_M", "VSS_EF_CONSTRUCTION",
                "VSS_EF_SEARCH", "FDNIX_EMBEDDER", "FDNIX_SOURCE", "FDNIX_MAX_SHRINK", "FDNIX_MIN_COVERAGE",
                "FDNIX_VECTOR_CACHE_PATH", "FDNIX_VSS_INDEX", "BEDROCK_OUTPUT_DIMENSIONS", "DUCKDB_KEY",
                "ARTIFACTS_BUCKET",
            ]
            let c = try configuration(empty ? Dictionary(uniqueKeysWithValues: names.map { ($0, "") }) : [:])
            #expect(c.mode == .both)
            #expect(c.source == .automatic)
            #expect(c.outputPath == "/home/someone/.local/share/fdnix/fdnix-data.duckdb")
            #expect(c.minifiedPath == "/home/someone/.local/share/fdnix/fdnix.duckdb")
            #expect(c.indexPath == "/home/someone/.local/share/fdnix/fdnix.idx")
            #expect(c.cachePath == "/home/someone/.local/share/fdnix/fdnix-vectors.duckdb")
            #expect(c.databasePath == c.outputPath)
            #expect(c.embeddings && !c.forceEmbeddings)
            #expect(c.dimension == nil && c.modelPath == nil)
            #expect(c.maximumShrink == 0.2 && c.minimumCoverage == 0.99)
            #expect(c.vectorIndex == .auto)
            #expect(c.vectorIndexParameters.m == 16)
            #expect(c.vectorIndexParameters.efConstruction == 200)
            #expect(c.vectorIndexParameters.efSearch == 40)
            #expect(c.fullText.stemmer == "english")
            #expect(c.fullText.indexName == "packages_fts_idx")
            #expect(c.warnings.isEmpty)
        }
    }

    @Test("paths follow the output directory, single ones override it")
    func paths() throws {
        let c = try configuration(["FDNIX_OUTPUT": "/o", "OUTPUT_MINIFIED_PATH": "/m/small.duckdb"])
        #expect(c.outputPath == "/o/fdnix-data.duckdb")
        #expect(c.indexPath == "/m/fdnix.idx")
        #expect(c.cachePath == "/o/fdnix-vectors.duckdb")
        #expect(try configuration(["OUTPUT_PATH": "/p/x.duckdb"]).cachePath == "/p/fdnix-vectors.duckdb")
        #expect(try configuration(["FDNIX_VECTOR_CACHE_PATH": "/c/v"]).cachePath == "/c/v")
        #expect(message(["OUTPUT_PATH": "/a", "OUTPUT_MINIFIED_PATH": "/a"]).contains("must differ"))
        #expect(message(["DUCKDB_PATH": "/other"]).contains("DUCKDB_PATH"))
        #expect(try configuration(["DUCKDB_PATH": "/other", "PROCESSING_MODE": "embedding"]).databasePath == "/other")
    }

    @Test("a directory given as an option holds every artifact, whatever variables say of single ones")
    func redirected() throws {
        let environment = [
            "HOME": "/h", "OUTPUT_PATH": "/a/full", "OUTPUT_MINIFIED_PATH": "/b/small",
            "FDNIX_OUTPUT_INDEX": "/c/index",
            "DUCKDB_PATH": "/a/full", "FDNIX_VECTOR_CACHE_PATH": "/d/cache", "FDNIX_OUTPUT": "/e",
        ]
        let c = try IndexerConfiguration(
            environment: IndexerConfiguration.environment(environment, withArtifactsIn: "/out"))
        for path in [c.outputPath, c.minifiedPath, c.indexPath, c.databasePath, c.cachePath, c.manifestPath] {
            #expect(FileSystem.directory(of: path) == "/out", "\(path)")
        }
    }

    @Test("modes are read in any case, with their other names")
    func modes() throws {
        for (text, mode) in [
            ("metadata", ProcessingMode.metadata), ("EMBEDDING", .embedding), ("Minified", .minified), ("both", .both),
            ("FULL", .both), ("all", .both),
        ] {
            #expect(try configuration(["PROCESSING_MODE": text]).mode == mode)
        }
        let text = message(["PROCESSING_MODE": "everything"])
        for name in [
            "PROCESSING_MODE", "everything", "metadata", "embedding", "minified", "both", "full", "all", "publish",
        ] {
            #expect(text.contains(name))
        }
    }

    @Test("flags take the words of the contract and nothing else")
    func flags() throws {
        for text in ["1", "true", "YES", "On", " true "] {
            #expect(try configuration(["FORCE_REBUILD_EMBEDDINGS": text]).forceEmbeddings)
        }
        for text in ["0", "False", "no", "OFF"] { #expect(try !configuration(["ENABLE_EMBEDDINGS": text]).embeddings) }
        for text in ["2", "ja", "truee"] { #expect(message(["ENABLE_EMBEDDINGS": text]).contains("ENABLE_EMBEDDINGS")) }
    }

    @Test(
        "numbers outside their range are refused by name",
        arguments: [
            ("VSS_HNSW_M", "1"), ("VSS_HNSW_M", "65"), ("VSS_HNSW_M", "x"), ("VSS_EF_CONSTRUCTION", "7"),
            ("VSS_EF_CONSTRUCTION", "1001"), ("VSS_EF_SEARCH", "0"), ("VSS_EF_SEARCH", "1e2"),
            ("FDNIX_MAX_SHRINK", "1.1"),
            ("FDNIX_MAX_SHRINK", "-0.1"), ("FDNIX_MAX_SHRINK", "nan"), ("FDNIX_MIN_COVERAGE", "2"),
            ("FDNIX_MIN_COVERAGE", "most"), ("BEDROCK_OUTPUT_DIMENSIONS", "0"), ("BEDROCK_OUTPUT_DIMENSIONS", "many"),
            ("FDNIX_VSS_INDEX", "maybe"), ("FTS_INDEX_NAME", "a b"), ("FTS_INDEX_NAME", "x;--"),
            ("FTS_INDEX_NAME", String(repeating: "a", count: 65)), ("FTS_STOPWORDS", "german"),
            ("FTS_STOPWORDS", "/nonexistent/words"), ("FDNIX_SOURCE", "floppy"), ("FDNIX_EMBEDDER", "oracle"),
        ])
    func ranges(name: String, value: String) { #expect(message([name: value]).contains(name)) }

    @Test("limits of ranges are in them")
    func limits() throws {
        let c = try configuration([
            "VSS_HNSW_M": "64", "VSS_EF_CONSTRUCTION": "8", "VSS_EF_SEARCH": "1000", "FDNIX_MAX_SHRINK": "1",
            "FDNIX_MIN_COVERAGE": "0", "FDNIX_VSS_INDEX": "OFF", "FTS_INDEX_NAME": String(repeating: "a", count: 64),
        ])
        #expect(c.vectorIndexParameters.m == 64)
        #expect(c.maximumShrink == 1 && c.minimumCoverage == 0 && c.vectorIndex == .off)
    }

    @Test("all problems come in one message")
    func together() {
        let text = message([
            "PROCESSING_MODE": "x", "VSS_HNSW_M": "0", "ENABLE_EMBEDDINGS": "x", "FDNIX_SOURCE": "x",
            "FTS_STOPWORDS": "x", "FDNIX_MIN_COVERAGE": "x", "FTS_INDEX_NAME": "-",
        ])
        for name in [
            "PROCESSING_MODE", "VSS_HNSW_M", "ENABLE_EMBEDDINGS", "FDNIX_SOURCE", "FTS_STOPWORDS", "FDNIX_MIN_COVERAGE",
            "FTS_INDEX_NAME",
        ] {
            #expect(text.contains(name))
        }
    }

    @Test("an empty stemmer means none; a stop word file may lie under a path with spaces")
    func fullText() throws {
        #expect(try configuration(["FTS_STEMMER": ""]).fullText.stemmer == "none")
        #expect(try configuration(["FTS_STEMMER": "german"]).fullText.stemmer == "german")
        _ = try configuration(["FTS_STOPWORDS": " "])
        let path = "/tmp/fdnix stop words \(UInt32.random(in: 0 ... .max))"
        try AtomicFile.write(Array("the\nof\n".utf8), to: path)
        defer { try? FileSystem.remove(path) }
        _ = try configuration(["FTS_STOPWORDS": path])
    }

    @Test("the old key is a warning that names both new ones")
    func oldKey() throws {
        let warnings = try configuration(["DUCKDB_KEY": "x"]).warnings
        #expect(warnings.count == 1)
        for name in ["DUCKDB_KEY", "DUCKDB_DATA_KEY", "DUCKDB_MINIFIED_KEY"] { #expect(warnings[0].contains(name)) }
    }

    @Test("what needs AWS is refused, not skipped; a region alone is not a request")
    func remote() throws {
        #expect(message(["DUCKDB_DATA_KEY": "x"]) == "S3 upload requested but missing envs: ARTIFACTS_BUCKET")
        #expect(message(["DUCKDB_MINIFIED_KEY": "x"]).contains("missing envs: ARTIFACTS_BUCKET"))
        #expect(message(["ARTIFACTS_BUCKET": "bucket"]) == "S3 upload requested but missing envs: AWS_REGION")
        #expect(message(["ARTIFACTS_BUCKET": "B", "AWS_REGION": "us-east-1"]).contains("ARTIFACTS_BUCKET is \"B\""))
        let all =
            "Layer publish requested but missing envs: ARTIFACTS_BUCKET, AWS_REGION, DUCKDB_MINIFIED_KEY, LAYER_ARN"
        #expect(message(["PUBLISH_LAYER": "true"]) == all)
        #expect(message(["PROCESSING_MODE": "publish"]) == all)
        let local = try configuration(["AWS_REGION": "us-east-1", "PUBLISH_LAYER": "false"])
        #expect(local.publishing == nil)
    }

    @Test("The bucket's variables have the contract's defaults, and mistakes in them are told together")
    func publishing() throws {
        let s3 = ["ARTIFACTS_BUCKET": "bucket", "AWS_DEFAULT_REGION": "eu-west-1"]
        let plain = try #require(try configuration(s3).publishing)
        #expect(plain.dataKey == "fdnix-data.duckdb" && plain.minifiedKey == "fdnix.duckdb")
        #expect(plain.cacheKey == "cache/fdnix-vectors.duckdb" && plain.folder == "snapshots" && plain.layer == nil)
        let keys = ["DUCKDB_DATA_KEY": "a/b/data", "DUCKDB_MINIFIED_KEY": "a/mini"]
        let arn = "arn:aws:lambda:eu-west-1:123456789012:layer:fdnix"
        let layer = ["PUBLISH_LAYER": "yes", "LAYER_ARN": arn]
        let full = try #require(
            try configuration(s3.merging(keys) { $1 }.merging(layer) { $1 }.merging(["AWS_REGION": "x"]) { $1 })
                .publishing)
        #expect(full.folder == "a/b" && full.layer?.name == arn && full.layer?.alias == "live")
        #expect(full.layer?.keep == 5 && full.layer?.contents == .both && full.layer?.function == nil)
        #expect(
            message(s3.merging(["DUCKDB_DATA_KEY": "x", "DUCKDB_MINIFIED_KEY": "x"]) { $1 }).contains("must differ"))
        #expect(message(s3.merging(layer) { $1 }).contains("missing envs: DUCKDB_MINIFIED_KEY"))
        for (wrong, words) in [("\(arn):7", "names a version"), ("arn:aws:s3:::x", "neither"), ("a:b", "neither")] {
            #expect(message(["LAYER_ARN": wrong]).contains(words))
        }
        let several = message(["LAYER_KEEP_VERSIONS": "0", "LAYER_CONTENTS": "all", "DUCKDB_DATA_KEY": "x"])
        #expect(several.contains("LAYER_KEEP_VERSIONS") && several.contains("LAYER_CONTENTS"))
        #expect(several.contains("ARTIFACTS_BUCKET"))
    }
}
