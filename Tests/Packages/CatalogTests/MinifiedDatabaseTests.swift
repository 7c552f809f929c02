import Basics
import DuckDB
import Nixpkgs
import TestSupport
import Testing

@testable import Catalog

@Suite("Minified database", .enabled(if: duckDBIsAvailable))
struct MinifiedDatabaseTests {
    /// Packages whose names a careless tokenizer loses.
    private let hard = [
        package("python312") { $0.description = "A language" },
        package("_7zip") { $0.packageName = "7zip" },
        package("arc4-zstd") { $0.packageName = "arc4-zstd" },
        package("gcc") { $0.description = "Compiler for C, and C++." },
        package("mono") { $0.description = "(C#) runtime for .NET, runs anything" },
        package("nodejs") { $0.description = "Known as Node.js; a runtime" },
        package("gtk2") { $0.packageName = "gtk+" },
        package("postgresql_16") { $0.packageName = "postgresql" },
        package("gnome-terminal") { $0.mainProgram = "gnome-terminal" },
        package("unixtools.which") { $0.mainProgram = "which" },
        package("go") { $0.description = "Gophers" },
        package("rPackages.which-not") { $0.mainProgram = "R" },
        package("hello") { $0.description = "The greeting, which greets the world" },
    ]

    private func build(_ directory: String, _ options: FullTextOptions = .init()) async throws -> String {
        let (full, minified) = ("\(directory)/full.duckdb", "\(directory)/minified.duckdb")
        _ = try await buildFull(full, hard)
        try await makeMinified(from: full, at: minified, options)
        return minified
    }

    @Test("BM25 finds identifiers, symbols and names that are stop words")
    func tokens() async throws {
        try await withTemporaryDirectory { directory in
            let connection = try reading(try await build(directory))
            try connection.loadExtension("fts")
            let expected = [
                "python312": "python312", "7zip": "_7zip", "c++": "gcc", "c#": "mono", ".net": "mono",
                "node.js": "nodejs", "gtk+": "gtk2", "postgresql_16": "postgresql_16", "16": "postgresql_16",
                "arc4": "arc4-zstd", "arc": "arc4-zstd",
                "terminal": "gnome-terminal", "which": "unixtools.which", "go": "go", "R": "rPackages.which-not",
                "hello": "hello", "gophers": "go", "gopher": "go",
            ]
            for (query, id) in expected {
                let found = try connection.query(
                    """
                    SELECT package_id FROM packages_fts_source
                    WHERE fts_main_packages_fts_source.match_bm25(package_id, ?) IS NOT NULL
                    """, [.string(query)]
                ).map { try $0.string(0) }
                #expect(found.contains(id), "\(query) finds \(found)")
            }
            for stopped in ["the", "for", "and"] {
                let count = try connection.query(
                    """
                    SELECT count(fts_main_packages_fts_source.match_bm25(package_id, ?)) FROM packages_fts_source
                    """, [.string(stopped)]
                ).scalar(Int.self)
                #expect(count == 0, "\(stopped)")
            }
            let leftover = try connection.query(
                "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'fdnix_stopwords'"
            ).scalar(Int.self)
            #expect(leftover == 0)
        }
    }

    @Test("the schema is that of the contract")
    func schema() async throws {
        try await withTemporaryDirectory { directory in
            let connection = try reading(try await build(directory))
            let columns = try connection.query(
                """
                SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index) FROM duckdb_columns()
                WHERE table_name IN ('packages', 'embeddings_q8', 'embeddings') GROUP BY table_name ORDER BY table_name
                """
            ).map { try $0.string(0) }
            #expect(
                columns == [
                    "package_id VARCHAR, vector FLOAT[8]", "package_id VARCHAR, scale FLOAT, vector TINYINT[8]",
                    """
                    package_id VARCHAR, packageName VARCHAR, version VARCHAR, attributePath VARCHAR, description VARCHAR, \
                    homepage VARCHAR, license VARCHAR, maintainers VARCHAR, broken BOOLEAN, unfree BOOLEAN, \
                    available BOOLEAN, insecure BOOLEAN, unsupported BOOLEAN, mainProgram VARCHAR, hasEmbedding BOOLEAN, \
                    content_hash HUGEINT, category VARCHAR, platforms VARCHAR, licenseJson VARCHAR, position VARCHAR, \
                    knownVulnerabilities VARCHAR, longDescription VARCHAR, category_source VARCHAR
                    """,
                ])
            let tables = try connection.query(
                """
                SELECT table_name FROM duckdb_tables() WHERE schema_name = 'fts_main_packages_fts_source' ORDER BY 1
                """
            ).map { try $0.string(0) }
            #expect(tables == ["dict", "docs", "fields", "stats", "stopwords", "terms"])
        }
    }

    @Test("meta, labels, public maintainers, platforms, cut descriptions")
    func values() async throws {
        var mit = LicenseRecord(shortName: "mit")
        mit.spdxId = "MIT"
        let sample = package("a") {
            $0.license = .array([mit, LicenseRecord(shortName: "own")], op: "OR")
            $0.maintainers = [Maintainer(name: "A", email: "secret@x", github: "g", githubId: 1)]
            $0.platforms = ["x86_64-linux", "bad"]
            $0.badPlatforms = ["bad"]
            $0.longDescription = String(repeating: "é", count: 3000)
        }
        try await withTemporaryDirectory { directory in
            let (full, minified) = ("\(directory)/full.duckdb", "\(directory)/minified.duckdb")
            try await FullDatabase.create(
                at: full, options(), packages: [sample, package("b") { $0.license = .string("") }])
            let metadata = try await makeMinified(from: full, at: minified)
            #expect(metadata[.vectorFormat] == "int8" && metadata[.ftsStemmer] == "english")
            #expect(metadata.int(.packageCount) == 2 && metadata.int(.embeddingCount) == 0)
            #expect(try Metadata(reading: try reading(minified)) == metadata)
            let chunk = try #require(
                try reading(minified).query(
                    "SELECT license, maintainers, platforms, length(longDescription), licenseJson FROM packages"
                ).nextChunk())
            #expect(try chunk.value(0, 0, as: String.self) == "MIT, own")
            #expect(try chunk.value(0, 1, as: String.self) == #"[{"name":"A","github":"g"}]"#)
            #expect(try chunk.value(0, 2, as: String.self) == #"["x86_64-linux"]"#)
            #expect(try chunk.value(0, 3, as: Int.self) == 2000)
            #expect(try chunk.value(0, 4, as: String.self)?.contains(#""operator":"OR""#) == true)
            #expect(try chunk.value(1, 0, as: String.self) == nil)
        }
    }

    @Test("8-bit vectors find the same neighbours")
    func recall() async throws {
        try await withTemporaryDirectory { directory in
            let (full, minified) = ("\(directory)/full.duckdb", "\(directory)/minified.duckdb")
            let vectors = try await buildFull(full, (0..<801).map { package("p\($0)") }, dimension: 64)
            try await makeMinified(from: full, at: minified)
            let connection = try reading(minified)
            var decoded: [[Float]] = []
            try connection.query("SELECT vector FROM embeddings").forEach { decoded.append(try $0.get(0) ?? []) }
            #expect(decoded.count == vectors.count)
            var generator = SplitMix(3)
            var shared = 0
            for _ in 0..<20 {
                let query = generator.vector(64)
                shared += Set(nearest(query, vectors)).intersection(nearest(query, decoded)).count
            }
            #expect(Double(shared) / 200 >= 0.98)
        }
    }

    @Test("other stop words and stemmers; a wrong one is a usage error that leaves nothing")
    func settings() async throws {
        try await withTemporaryDirectory { directory in
            let connection = try reading(try await build(directory, FullTextOptions(stopWords: .none, stemmer: "none")))
            try connection.loadExtension("fts")
            let count = try connection.query(
                "SELECT count(fts_main_packages_fts_source.match_bm25(package_id, 'the')) FROM packages_fts_source"
            ).scalar(Int.self)
            #expect(count == 1)
        }
        try await withTemporaryDirectory { (directory) async throws in
            let error = await #expect(throws: FdnixError.self) {
                try await build(directory, FullTextOptions(stemmer: "kling'on"))
            }
            #expect(error?.code == .usage)
            #expect(try FileSystem.entries(of: directory) == ["full.duckdb"])
        }
    }

    @Test("building twice gives the same rows")
    func idempotence() async throws {
        try await withTemporaryDirectory { directory in
            let path = try await build(directory)
            let first = try dump(path)
            try await makeMinified(from: "\(directory)/full.duckdb", at: path)
            #expect(try dump(path) == first)
            #expect(try FileSystem.entries(of: directory) == ["full.duckdb", "minified.duckdb"])
        }
    }

    @Test("one reading tells what is copied: every vector, then every package, in order")
    func singlePass() async throws {
        try await withTemporaryDirectory { directory in
            let full = "\(directory)/full.duckdb"
            let vectors = try await buildFull(full, hard)
            var seen: [[Float]] = []
            var ids: [String] = []
            _ = try await MinifiedDatabase(from: full, at: "\(directory)/minified.duckdb") { id, vector in
                #expect(id == hard[seen.count].id && ids.isEmpty)
                seen.append(Array(vector))
            } onPackage: { stored in
                ids.append(stored.package.id)
            }
            #expect(seen == vectors)
            #expect(ids == hard.map(\.id))
        }
    }

    @Test("a cancelled task builds no full-text index and leaves no file")
    func cancelled() async throws {
        try await withTemporaryDirectory { directory in
            let (full, minified) = ("\(directory)/full.duckdb", "\(directory)/minified.duckdb")
            _ = try await buildFull(full, hard)
            let database = try await MinifiedDatabase(from: full, at: minified)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await database.buildFullTextIndex()
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try FileSystem.entries(of: directory) == ["full.duckdb"])
        }
    }

    private func dump(_ path: String) throws -> [String] {
        let connection = try reading(path)
        return try ["packages", "packages_fts_source", "embeddings_q8", "fdnix_meta"].flatMap { table in
            try connection.query("SELECT t::TEXT FROM \(table) t").map { try $0.string(0) }
        }
    }

    private func nearest(_ query: [Float], _ vectors: [[Float]]) -> [Int] {
        vectors.indices.map { i in (zip(query, vectors[i]).reduce(0) { $0 + $1.0 * $1.1 }, i) }
            .sorted { $0.0 > $1.0 }.prefix(10).map(\.1)
    }
}
