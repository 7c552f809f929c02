import Basics
import Catalog
import Digests
import JSON
import PackageSearch
import SearchEngine
import Testing

@testable import Indexer

@Suite("A run on the sample", .enabled(if: duckDBIsAvailable))
struct RunTests {
    @Test("makes three artifacts that agree, and a manifest that describes them byte for byte")
    func sample() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let report = try await work.run()
        #expect(report.packages > 400)
        #expect(report.embeddings == report.packages)
        #expect(report.coverage == 1)
        #expect(report.phases.map(\.name) == ["metadata", "embedding", "minified"])
        #expect(try work.leftovers == [])

        let manifest = try work.manifest
        let fixed = [
            "run_id", "created_at", "indexer_version", "nixpkgs_revision", "source", "packages", "embeddings",
            "embedding_model",
            "embedding_dim", "artifacts",
        ]
        #expect(manifest.object?.members.prefix(fixed.count).map(\.key) == fixed)
        #expect(manifest["run_id"]?.string == report.runID)
        #expect(manifest["packages"]?.int == Int64(report.packages))
        #expect(manifest["embeddings"]?.int == Int64(report.packages))
        #expect(manifest["embedding_dim"]?.int == 256)
        let artifacts = try #require(manifest["artifacts"]?.array)
        #expect(
            artifacts.compactMap { $0["key"]?.string }.sorted() == ["fdnix-data.duckdb", "fdnix.duckdb", "fdnix.idx"])
        for artifact in artifacts {
            let bytes = try FileSystem.read("\(work.output)/\(artifact["key"]?.string ?? "")")
            #expect(artifact["bytes"]?.int == Int64(bytes.count))
            let digest = try Digest.hash(.sha256, bytes).hexadecimal
            #expect(artifact["sha256"]?.string == digest)
        }
    }

    @Test("records the contract's facts in both databases")
    func metadata() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let report = try await work.run(.sample(), ["FDNIX_NIXPKGS_REVISION": "abc123"])
        for (path, format) in [(work.full, "float32"), (work.minified, "int8")] {
            let metadata = try work.metadata(path)
            for key in Metadata.Key.allCases where !key.rawValue.hasPrefix("fts_") || path == work.minified {
                #expect(metadata[key.rawValue]?.isEmpty == false, "\(key) of \(format)")
            }
            #expect(metadata["schema_version"] == "2")
            #expect(metadata["run_id"] == report.runID)
            #expect(metadata["package_count"] == "40")
            #expect(metadata["embedding_count"] == "40")
            #expect(metadata["embedding_dim"] == "256")
            #expect(metadata["nixpkgs_revision"] == "abc123")
            #expect(metadata["vector_format"] == format)
            #expect(metadata["vector_index"] == "none")
        }
        let index = try SearchIndex(path: work.index, schema: .packages)
        let info = BuildInfo(index: index)
        let builtAt = try work.metadata(work.full)["built_at"]
        #expect(info.runID == report.runID && info.builtAt == builtAt)
        #expect(info.nixpkgsRevision == "abc123" && info.nixpkgsChannel == nil)
        #expect(info.packages == 40 && info.embeddings == 40 && info.embeddingDimension == 256)
        #expect(info.embeddingModel == report.modelID && info.embeddingTemplate == "static-1")
        // Written again it is the same, byte by byte: readers of old indexes see what they saw.
        var json = JSONWriter()
        info.write(to: &json)
        #expect(json.bytes == Array(index.buildInfo.bytes))
        #expect(
            try JSONValue.parse(json.bytes).object?.keys == [
                "run_id", "built_at", "indexer_version", "source", "nixpkgs_revision", "nixpkgs_channel", "packages",
                "embeddings", "embedding_model", "embedding_dim", "embedding_template_version",
            ])
    }

    @Test("run ids are stamps with eight hexadecimal digits, and the last line is the contract's object")
    func lastLine() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let report = try await work.run(Packages(["a", "b"]))
        #expect(try #/\d{8}T\d{6}Z-[0-9a-f]{8}/#.wholeMatch(in: report.runID) != nil)
        let line = try JSONValue.parse(report.lastLine(exitCode: 0))
        #expect(
            line.object?.members.map(\.key) == [
                "run_id", "mode", "exit_code", "packages", "embeddings", "coverage", "texts_requested", "texts_failed",
                "duration_s",
            ])
        #expect(line["mode"]?.string == "both")
        #expect(line["packages"]?.int == 2)
        #expect(line["coverage"]?.double == 1)
        #expect(report.summary.contains { $0.contains("2 packages") })
    }

    @Test("a second run gives the same rows, embeds nothing, and says so")
    func again() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let first = try await work.run(.sample())
        #expect(first.textsRequested == 40)
        #expect(first.textsCached == 0)
        let full = try work.table(work.full, "packages") + work.table(work.full, "embeddings")
        let small = try work.table(work.minified, "packages") + work.table(work.minified, "embeddings_q8")
        let second = try await work.run(.sample())
        #expect(second.textsRequested == 0)
        #expect(second.textsCached == 40)
        #expect(second.summary.contains { $0.contains("0 texts embedded, 40 from the cache") })
        #expect(try work.manifest["texts_requested"]?.int == 0)
        #expect(try work.table(work.full, "packages") + work.table(work.full, "embeddings") == full)
        #expect(try work.table(work.minified, "packages") + work.table(work.minified, "embeddings_q8") == small)
    }

    @Test("a changed description embeds one text; a rebuild on request embeds all")
    func changed() async throws {
        let work = try Workspace()
        defer { work.remove() }
        var packages = try Packages.sample()
        try await work.run(packages)
        packages[packages.ids[3]]?["description"] = "something entirely new"
        let report = try await work.run(packages)
        #expect(report.textsRequested == 1)
        #expect(report.textsCached == 39)
        #expect(try work.searcher().package(packages.ids[3])?[.description] == "something entirely new")
        #expect(try await work.run(packages, ["FORCE_REBUILD_EMBEDDINGS": "1"]).textsRequested == 40)
    }

    @Test("packages with the same text share one vector")
    func shared() async throws {
        let work = try Workspace()
        defer { work.remove() }
        var packages = Packages(["one"])
        packages["set.one"] = ["description": "about one"]
        let report = try await work.run(packages)
        #expect(report.textsRequested == 1)
        #expect(report.embeddings == 2)
    }

    @Test("a package that vanished is in no artifact")
    func vanished() async throws {
        let work = try Workspace()
        defer { work.remove() }
        var packages = try Packages.sample()
        let gone = packages.ids[5]
        try await work.run(packages)
        #expect(try work.searcher().package(gone) != nil)
        packages[gone] = nil
        let report = try await work.run(packages)
        #expect(report.packages == 39)
        #expect(try work.searcher().package(gone) == nil)
        for (path, tables) in [
            (work.full, ["packages", "packages_fts_source", "embeddings"]),
            (work.minified, ["packages", "packages_fts_source", "embeddings_q8"]),
        ] {
            for table in tables {
                let ids = try work.rows(path, "SELECT package_id FROM \(table)")
                #expect(ids.count == 39)
                #expect(!ids.contains(gone))
            }
        }
    }

    @Test("phases alone, one after the other, give what one run gives")
    func phases() async throws {
        let whole = try Workspace()
        defer { whole.remove() }
        let parts = try Workspace()
        defer { parts.remove() }
        try await whole.run(.sample())
        for mode in ["metadata", "embedding", "minified"] {
            let report = try await parts.run(.sample(), ["PROCESSING_MODE": mode])
            #expect(report.phases.map(\.name) == [mode])
        }
        for table in ["packages", "packages_fts_source", "embeddings"] {
            #expect(try whole.table(whole.full, table) == parts.table(parts.full, table))
        }
        for table in ["packages", "packages_fts_source", "embeddings_q8"] {
            #expect(try whole.table(whole.minified, table) == parts.table(parts.minified, table))
        }
        let a = try SearchIndex(path: whole.index, schema: .packages)
        let b = try SearchIndex(path: parts.index, schema: .packages)
        #expect(a.documentCount == b.documentCount)
        #expect(a.sectionSizes.map(\.name) == b.sectionSizes.map(\.name))
        for text in ["editor", "ripgrep", "password manager"] {
            #expect(try whole.searcher().paths(text) == parts.searcher().paths(text))
        }
    }

    @Test("after the metadata phase the tables are there and the vectors are not")
    func metadataOnly() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await work.run(.sample(), ["PROCESSING_MODE": "metadata"])
        #expect(try work.table(work.full, "packages").count == 40)
        #expect(try work.table(work.full, "embeddings").isEmpty)
        #expect(!FileSystem.exists(work.minified))
        #expect(!FileSystem.exists(work.index))
    }

    @Test("without embeddings the index works, by words alone")
    func withoutEmbeddings() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let report = try await work.run(.sample(), ["ENABLE_EMBEDDINGS": "false"])
        #expect(report.embeddings == 0)
        #expect(report.textsRequested == 0)
        #expect(report.phases.map(\.name) == ["metadata", "minified"])
        let searcher = try work.searcher()
        #expect(searcher.index.vectorCount == 0)
        let results = searcher.search(PackageQuery("bat"))
        #expect(results.hits.first?[.attributePath] == "bat")
        #expect(!results.isHybrid)
    }
}

extension PackageSearcher {
    func paths(_ text: String) -> [String] { search(PackageQuery(text)).hits.map { $0[.attributePath] } }
}
