import Basics
import DuckDB
import TestSupport
import Testing

@testable import Catalog

@Suite("Vector cache", .enabled(if: duckDBIsAvailable))
struct VectorCacheTests {
    private let key = VectorCache.Key(modelID: "model", dimension: 4, templateVersion: 1)
    private let today = 1_756_173_600

    @Test("the second run embeds only what changed")
    func reuse() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/cache.duckdb"
            do {
                let cache = try VectorCache(path: path, key: key)
                #expect(try cache.lookup(["a", "b", "a"]).missing == [0, 1, 2])
                #expect(try cache.insert(["a", "b"], vectors: [3, 0, 4, 0, 0, 2, 0, 0]).isEmpty)
                try cache.save()
            }
            let cache = try VectorCache(path: path, key: key)
            #expect(try cache.count() == 2)
            let found = try cache.lookup(["b", "c", "a", "a"])
            #expect(found.missing == [1])
            #expect(found.vectors == [0, 1, 0, 0, 0, 0, 0, 0, 0.6, 0, 0.8, 0, 0.6, 0, 0.8, 0])
        }
    }

    @Test("a vector is reused only when the whole key matches")
    func keys() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/cache.duckdb"
            do { try VectorCache(path: path, key: key).insert(["a"], vectors: [1, 0, 0, 0]) }
            for other in [
                VectorCache.Key(modelID: "other", dimension: 4, templateVersion: 1),
                VectorCache.Key(modelID: "model", dimension: 8, templateVersion: 1),
                VectorCache.Key(modelID: "model", dimension: 4, templateVersion: 2),
                VectorCache.Key(modelID: "'; DROP TABLE vector_cache; --", dimension: 4, templateVersion: 1),
            ] {
                let cache = try VectorCache(path: path, key: other)
                #expect(try cache.lookup(["a"]).missing == [0])
                #expect(try cache.count() == 0)
            }
            #expect(try VectorCache(path: path, key: key).lookup(["a"]).missing.isEmpty)
        }
    }

    @Test("only valid vectors enter; a second one replaces only when asked")
    func validity() throws {
        try withTemporaryDirectory { directory in
            let cache = try VectorCache(path: "\(directory)/cache.duckdb", key: key)
            let invalid = try cache.insert(
                ["zero", "nan", "inf", "good", "good"],
                vectors: [0, 0, 0, 0, .nan, 1, 1, 1, .infinity, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
            #expect(invalid == [0, 1, 2])
            #expect(try cache.count() == 1)
            #expect(throws: FdnixError.self) { try cache.insert(["short"], vectors: [1, 2]) }
            try cache.insert(["good"], vectors: [0, 1, 0, 0])
            #expect(try cache.lookup(["good"]).vectors == [1, 0, 0, 0])
            try cache.insert(["good"], vectors: [0, 1, 0, 0], replacing: true)
            #expect(try cache.lookup(["good"]).vectors == [0, 1, 0, 0])
        }
    }

    @Test("entries unused for 30 days are dropped, used ones stay")
    func expiry() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/cache.duckdb"
            do {
                try VectorCache(path: path, key: key, now: today).insert(
                    ["old", "used"], vectors: [1, 0, 0, 0, 0, 1, 0, 0])
            }
            let later = today + 20 * 86_400
            do { _ = try VectorCache(path: path, key: key, now: later).lookup(["used"]) }
            let last = today + 31 * 86_400
            let cache = try VectorCache(path: path, key: key, now: last)
            #expect(try cache.save(now: last) == 1)
            #expect(try cache.lookup(["old", "used"]).missing == [0])
        }
    }

    @Test("merging takes what is new")
    func merge() throws {
        try withTemporaryDirectory { directory in
            let (mine, theirs) = ("\(directory)/mine.duckdb", "\(directory)/their's.duckdb")
            do {
                let other = try VectorCache(path: theirs, key: key)
                try other.insert(["a", "b"], vectors: [1, 0, 0, 0, 0, 1, 0, 0])
                try other.save()
            }
            let cache = try VectorCache(path: mine, key: key)
            try cache.insert(["a"], vectors: [0, 0, 1, 0])
            try cache.merge(theirs)
            #expect(try cache.lookup(["a", "b"]).vectors == [0, 0, 1, 0, 0, 1, 0, 0])
            #expect(throws: FdnixError.self) { try cache.merge("\(directory)/none") }
        }
    }

    @Test(
        "a damaged file is put aside and begun anew", arguments: ["no database, but long enough to be looked at", ""])
    func damage(content: String) throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/cache.duckdb"
            try AtomicFile.write(Array(content.utf8), to: path)
            let cache = try VectorCache(path: path, key: key, now: today)
            try cache.insert(["a"], vectors: [1, 0, 0, 0])
            #expect(try cache.count() == 1)
            let aside = try FileSystem.entries(of: directory).filter { $0.contains("damaged") }
            #expect(aside == ["cache.duckdb.damaged-20250826020000"])
        }
    }

    @Test("damage inside the file is found when it is read")
    func innerDamage() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/cache.duckdb"
            let hashes = (0..<20_000).map { "hash \($0)" }
            var generator = SplitMix(5)
            do {
                let cache = try VectorCache(path: path, key: key)
                let vectors = (0..<hashes.count * 4).map { _ in Float.random(in: 0.1...1, using: &generator) }
                try cache.insert(hashes, vectors: vectors)
                try cache.save()
            }
            let intact = try FileSystem.read(path)
            var foundLate = 0
            // Headers of 12 KiB, then blocks of 256 KiB: spoil one of them each time.
            for block in stride(from: 12_288, to: intact.count, by: 262_144) {
                var bytes = intact
                bytes[block + 1000] ^= 0xFF
                try AtomicFile.write(bytes, to: path)
                let cache = try VectorCache(path: path, key: key, now: today)
                func aside() throws -> [String] {
                    try FileSystem.entries(of: directory).filter { $0.contains("damaged") }
                }
                let wasFoundAtOnce = try !aside().isEmpty
                let missing = try cache.lookup(hashes).missing.count
                // Either what is read is sound, or all is begun anew; nothing in between, and no failure.
                #expect(missing == (try aside().isEmpty ? 0 : hashes.count))
                #expect(try cache.insert(["a"], vectors: [1, 0, 0, 0]).isEmpty)
                #expect(try cache.lookup(["a"]).missing.isEmpty)
                if try !wasFoundAtOnce && !aside().isEmpty { foundLate += 1 }
                for name in try aside() { try FileSystem.remove("\(directory)/\(name)") }
            }
            #expect(foundLate > 0)
        }
    }

    @Test("a database of someone else is put aside, not changed")
    func foreign() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/cache.duckdb"
            do { try Database(path: path).connect().execute("CREATE TABLE other (i INTEGER)") }
            #expect(try VectorCache(path: path, key: key).count() == 0)
            let aside = try #require(try FileSystem.entries(of: directory).first { $0.contains("damaged") })
            #expect(try reading("\(directory)/\(aside)").query("SELECT count(*) FROM other").scalar(Int.self) == 0)
        }
    }

    @Test("the schema is that of the contract")
    func schema() throws {
        try withTemporaryDirectory { directory in
            let cache = try VectorCache(path: "\(directory)/cache.duckdb", key: key)
            let columns = try cache.connection.query(
                """
                SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index) FROM duckdb_columns()
                WHERE table_name = 'vector_cache'
                """
            ).scalar(String.self)
            #expect(
                columns
                    == "model_id VARCHAR, dimensions INTEGER, template_version INTEGER, text_hash VARCHAR, "
                    + "vector FLOAT[], created_at VARCHAR, last_used_at VARCHAR")
        }
    }
}
