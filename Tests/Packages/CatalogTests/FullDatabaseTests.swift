import Basics
import DuckDB
import JSON
import Nixpkgs
import Platform
import TestSupport
import Testing

@testable import Catalog

@Suite("Full database", .enabled(if: duckDBIsAvailable))
struct FullDatabaseTests {
    @Test("random packages come back equal, in order")
    func roundTrip() async throws {
        var generator = SplitMix(42)
        let packages = (0..<3000).map { randomPackage($0, &generator) }
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            try await FullDatabase.create(at: path, options(), packages: packages)
            let full = try FullDatabase(reading: path)
            let stored = try full.stored()
            let read = stored.map(\.package)
            #expect(read.count == packages.count)
            for (a, b) in zip(read, packages) where a != b { Issue.record("\(a) is not \(b)") }
            #expect(try full.packageCount() == 3000)
            let hashes = try packages.map { try TextHashes(EmbeddingTemplate.words.text(of: $0)) }
            #expect(stored.map(\.textHash) == hashes.map(\.text))
            #expect(stored.map(\.contentHash) == hashes.map(\.content))
            // The text that other artifacts show is the licence's, whole.
            let licenses = try stored.map { stored in
                try stored.licenseJSON.flatMap { License(json: try JSONValue.parse($0)) }
            }
            #expect(licenses == packages.map(\.license))
            #expect(full.metadata.run == options().run)
            #expect(full.metadata[.embeddingTemplate] == "static-1")
        }
    }

    @Test("the schema is that of the contract")
    func schema() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            try await FullDatabase.create(at: path, options(dimension: 256), packages: [package("a")])
            let connection = try reading(path)
            #expect(
                try columns(connection, "packages")
                    == """
                    package_id VARCHAR, packageName VARCHAR, version VARCHAR, attributePath VARCHAR, description VARCHAR, \
                    longDescription VARCHAR, homepage VARCHAR, license VARCHAR, platforms VARCHAR, maintainers VARCHAR, \
                    broken BOOLEAN, unfree BOOLEAN, available BOOLEAN, insecure BOOLEAN, unsupported BOOLEAN, \
                    mainProgram VARCHAR, position VARCHAR, outputsToInstall VARCHAR, lastUpdated VARCHAR, \
                    hasEmbedding BOOLEAN, content_hash HUGEINT, text_hash VARCHAR, category VARCHAR, homepages VARCHAR, \
                    outputs VARCHAR, badPlatforms VARCHAR, knownVulnerabilities VARCHAR, changelog VARCHAR, \
                    downloadPage VARCHAR, teams VARCHAR, category_source VARCHAR
                    """)
            #expect(try columns(connection, "packages_fts_source") == "package_id VARCHAR, text VARCHAR")
            #expect(try columns(connection, "embeddings") == "package_id VARCHAR, vector FLOAT[256]")
            #expect(try columns(connection, "fdnix_meta") == "key VARCHAR, value VARCHAR")
            #expect(try columns(connection, "embeddings_content_hashes") == "content_hash HUGEINT, vector FLOAT[256]")
            let version = try connection.query("SELECT tags['storage_version'] FROM duckdb_databases() LIMIT 1").scalar(
                String.self)
            #expect(version == "v1.2.0+")
        }
    }

    @Test("what the columns hold")
    func values() async throws {
        var record = LicenseRecord(shortName: "mit")
        record.free = true
        let sample = package("a") {
            $0.license = .object(record)
            $0.maintainers = [Maintainer(name: "A \"quoted\"", email: "e", github: "g", githubId: 7)]
            $0.platforms = ["x86_64-linux"]
        }
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            try await FullDatabase.create(at: path, options(), packages: [sample, package("b")])
            let chunk = try #require(
                try reading(path).query(
                    "SELECT license, maintainers, platforms, teams, homepage, hasEmbedding, lastUpdated FROM packages"
                ).nextChunk())
            #expect(
                try chunk.value(0, 0, as: String.self)
                    == #"{"type":"object","shortName":"mit","fullName":"","spdxId":"","url":"","free":true,"#
                    + #""redistributable":null,"deprecated":null}"#)
            #expect(
                try chunk.value(0, 1, as: String.self)
                    == #"[{"name":"A \"quoted\"","email":"e","github":"g","githubId":7}]"#)
            #expect(try chunk.value(0, 2, as: String.self) == #"["x86_64-linux"]"#)
            #expect(try chunk.value(1, 0, as: String.self) == nil)
            #expect(try (1...3).allSatisfy { try chunk.value(1, $0, as: String.self) == "[]" })
            #expect(try chunk.value(1, 4, as: String.self) == "")
            #expect(try chunk.value(1, 5, as: Bool.self) == false)
            #expect(try chunk.value(1, 6, as: String.self) == "2025-08-26T02:00:00+00:00")
        }
    }

    @Test("inferred categories replace those of the packages that they name, and say so")
    func categories() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            let told = package("told") { ($0.category, $0.categorySource) = (.games, .path) }
            try await FullDatabase.create(
                at: path, options(dimension: 4), packages: [told, package("a"), package("b")])
            for category in [Category.fonts, .misc] {
                try await FullDatabase.update(at: path) {
                    try $0.writeInferredCategories([(id: "a", category: category), (id: "nowhere", category: .office)])
                }
                var found: [String] = []
                try FullDatabase(reading: path).forEachPackage { stored in
                    found.append("\(stored.package.category) \(stored.package.categorySource)")
                }
                #expect(found == ["games path", "\(category) inferred", "misc inferred"])
            }
        }
    }

    @Test("vectors, hasEmbedding, and the view of distinct texts")
    func embeddings() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            let packages = ["a", "b", "c"].map { package($0) { $0.packageName = "same" } } + [package("d")]
            try await FullDatabase.create(at: path, options(dimension: 4), packages: packages)
            try await FullDatabase.update(at: path) { full in
                try full.writeEmbeddings(
                    [(id: "a", row: 1), (id: "b", row: 1), (id: "d", row: 0)], vectors: [1, 0, 0, 0, 0, 1, 0, 0])
            }
            #expect(!FileSystem.exists(path + ".wal"))
            let full = try FullDatabase(reading: path)
            var flags: [Bool] = []
            try full.forEachPackage { flags.append($0.hasEmbedding) }
            #expect(flags == [true, true, false, true])
            var vectors: [String: [Float]] = [:]
            try full.forEachEmbedding { vectors[$0] = Array($1) }
            #expect(vectors == ["a": [0, 1, 0, 0], "b": [0, 1, 0, 0], "d": [1, 0, 0, 0]])
            #expect(full.metadata.int(.embeddingCount) == 3)
            let distinct = try full.connection.query("SELECT count(*) FROM embeddings_content_hashes").scalar(Int.self)
            #expect(distinct == 2)
        }
    }

    @Test("vectors of strangers or of another length are refused")
    func wrongEmbeddings() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            try await FullDatabase.create(at: path, options(dimension: 4), packages: [package("a")])
            for entries in [[(id: "stranger", row: 0)], [(id: "a", row: 1)], [(id: "a", row: 0), (id: "a", row: 0)]] {
                await #expect(throws: FdnixError.self) {
                    try await FullDatabase.update(at: path) { try $0.writeEmbeddings(entries, vectors: [1, 0, 0, 0]) }
                }
            }
        }
    }

    @Test("a rebuilt copy has the packages, new hashes and no vectors")
    func rebuild() async throws {
        try await withTemporaryDirectory { directory in
            let (old, new) = ("\(directory)/old.duckdb", "\(directory)/new.duckdb")
            let packages = ["a", "b"].map { package($0) }
            _ = try await buildFull(old, packages)
            try await FullDatabase.rebuild(from: old, at: new, options(dimension: 16, template: .labelled(limit: 8192)))
            let full = try FullDatabase(reading: new)
            #expect(try full.stored().map(\.package) == packages)
            #expect(full.metadata[.embeddingTemplate] == "1")
            #expect(full.metadata.int(.embeddingDimension) == 16)
            let text = EmbeddingTemplate.labelled(limit: 8192).text(of: packages[0])
            #expect(try full.stored()[0].textHash == TextHashes.key(of: text))
            #expect(try full.connection.query("SELECT count(*) FROM embeddings").scalar(Int.self) == 0)
        }
    }

    @Test("the HNSW index is used by nearest-neighbour queries")
    func vectorIndex() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            let vectors = try await buildFull(path, (0..<600).map { package("p\($0)") }, dimension: 32)
            let isBuilt = try await FullDatabase.update(at: path) { full in
                guard full.canBuildVectorIndex else { return false }
                #expect(try !full.usesVectorIndex())
                try full.createVectorIndex()
                return true
            }
            guard isBuilt else { return Skips.note("the HNSW index", "DuckDB's extension vss is not there") }
            let full = try FullDatabase(reading: path)
            #expect(full.metadata[.vectorIndex] == "hnsw")
            #expect(try full.usesVectorIndex())
            let query = "[\(vectors[77].map { "\($0)" }.joined(separator: ","))]::FLOAT[32]"
            let nearest = try full.connection.query(
                "SELECT package_id FROM embeddings ORDER BY array_cosine_distance(vector, \(query)) LIMIT 1"
            ).scalar(String.self)
            #expect(nearest == "p77")
            // Without the extension the tables are still readable.
            #expect(try reading(path).query("SELECT count(*) FROM embeddings").scalar(Int.self) == 599)
        }
    }

    @Test("a failed build leaves nothing and says why")
    func failures() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            let twice = await #expect(throws: FdnixError.self) {
                try await FullDatabase.create(at: path, options(), packages: [package("a"), package("a")])
            }
            #expect(twice?.message.contains("\n") == false)
            #expect(try FileSystem.entries(of: directory).isEmpty)

            let missing = await #expect(throws: FdnixError.self) {
                try await FullDatabase.create(at: "\(directory)/no/full.duckdb", options(), packages: [package("a")])
            }
            #expect(missing?.message.contains("does not exist; create it first") == true)
            // Root may write everywhere.
            if getuid() != 0 {
                chmod(directory, 0o555)
                let readOnly = await #expect(throws: FdnixError.self) {
                    try await FullDatabase.create(at: path, options(), packages: [package("a")])
                }
                #expect(readOnly?.message.contains("not writable") == true)
                chmod(directory, 0o755)
            }
            try AtomicFile.write(Array("CREATE TABLE this is not a database at all".utf8), to: path)
            #expect(throws: FdnixError.self) { try FullDatabase(reading: path) }
            #expect(throws: FdnixError.self) { try FullDatabase(reading: "\(directory)/absent") }
            await #expect(throws: FdnixError.self) { try await FullDatabase.update(at: "\(directory)/absent") { _ in } }
        }
    }

    @Test("a statement that would take for ever ends with its task, also where the task was cancelled just before it")
    func cancelled() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            try await FullDatabase.create(at: path, options(), packages: [package("a")])
            let before = try FileSystem.read(path)
            let task = Task {
                try await FullDatabase.update(at: path) { full in
                    withUnsafeCurrentTask { $0?.cancel() }
                    try full.connection.execute("SELECT sum(sin(a.range)) FROM range(10000000) a, range(10000000) b")
                }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try FileSystem.read(path) == before)
        }
    }

    @Test("messages say what is wrong and name the command that mends it")
    func remedies() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/full.duckdb"
            let missing = #expect(throws: FdnixError.self) { try FullDatabase(reading: path) }
            #expect(missing?.code == .notFound && missing?.message.contains("run fdnix index to build it") == true)
            do { try Database(path: path).connect().execute("CREATE TABLE other (i INTEGER)") }
            let foreign = #expect(throws: FdnixError.self) { try FullDatabase(reading: path) }
            #expect(foreign?.code == .incompatible && foreign?.message.contains("run fdnix index") == true)
        }
    }

    private func columns(_ connection: Connection, _ table: String) throws -> String {
        try connection.query(
            """
            SELECT column_name || ' ' || data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index
            """, [.string(table)]
        ).map { try $0.string(0) }.joined(separator: ", ")
    }
}
