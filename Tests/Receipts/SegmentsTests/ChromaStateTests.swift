import Basics
import JSON
import Platform
import ReceiptModel
import SQLite
import Segments
import TestSupport
import Testing

/// Directories as they lie there when Chroma was killed, and such as it never writes.
@Suite struct ChromaStateTests {
    private func records(_ directory: String, copyingTo folder: String? = nil) throws -> [Record] {
        try ChromaDirectory(path: directory, copyingTo: folder).contents(of: "lines").records
    }

    private func vectors(_ directory: String) throws -> [[Float]] {
        try ChromaDirectory(path: directory).records(of: "lines").map(\.vector)
    }

    private func refusal(_ directory: String) -> String {
        message { _ = try ChromaDirectory(path: directory).records(of: "lines") } ?? "none"
    }

    /// The files of a directory and what is in them.
    private func state(_ directory: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileSystem.entries(of: directory) { files[name] = try FileSystem.read("\(directory)/\(name)") }
        return files
    }

    @Test func `facts that were queued and not taken up are there`() throws {
        try withTemporaryDirectory { directory in
            let database = try ChromaFiles.database(directory, ["a", "b"], [(0, "a", [1, 0]), (0, "b", [0, 1])])
            try database.execute(
                """
                INSERT INTO embedding_metadata (id, key, string_value, int_value) VALUES
                    (0, 'chroma:document', 'old', NULL), (0, 'x', NULL, 1), (0, 'y', NULL, 1), (0, 'z', NULL, 1);
                """)
            let update = #"{"chroma:document":"new","x":2.5,"y":null,"l":[1,2],"n":null}"#
            try ChromaFiles.add(database, 1, "a", nil, facts: update)
            try ChromaFiles.add(database, 0, "a", [9, 9], facts: #"{"x":9}"#)
            try ChromaFiles.add(database, 1, "z", [9, 9], facts: #"{"x":9}"#)
            try ChromaFiles.add(database, 0, "c", [2, 2], facts: #"{"chroma:uri":"u","f":true}"#)
            try ChromaFiles.add(database, 2, "d", [3, 3], facts: #"{"f":1}"#)
            try ChromaFiles.add(database, 2, "d", [4, 4], facts: #"{"g":"t","chroma:document":"d"}"#)
            try ChromaFiles.add(database, 3, "b", nil)
            let found = try records(directory)
            #expect(
                found == [
                    Record(
                        id: "a", document: "new",
                        metadata: ["x": .double(2.5), "z": .integer(1), "l": .array([.integer(1), .integer(2)])]),
                    Record(id: "c", document: nil, metadata: ["chroma:uri": .string("u"), "f": .bool(true)]),
                    Record(id: "d", document: "d", metadata: ["f": .integer(1), "g": .string("t")]),
                ])
            #expect(try vectors(directory) == [[1, 0], [2, 2], [4, 4]])
            try ChromaFiles.add(database, 1, "a", nil, facts: "{")
            #expect(refusal(directory).contains("no JSON"))
        }
    }

    /// Many records, so that a change of them does not fit the cache.
    private func large(_ directory: String) throws -> Connection {
        let ids = (0..<500).map { "\($0) " + String(repeating: "x", count: 300) }
        return try ChromaFiles.database(directory, ids, ids.map { (0, $0, [1, 2]) })
    }

    @Test func `the journal of a writer that was killed is played back in a copy`() throws {
        try withTemporaryDirectory { directory in
            let (live, killed) = ("\(directory)/live", "\(directory)/killed")
            for folder in [live, killed] { try FileSystem.createDirectories(folder) }
            let database = try large(live)
            let before = try records(live)
            try database.execute("PRAGMA cache_size=2; BEGIN; DELETE FROM embeddings; DELETE FROM embeddings_queue")
            // A writer that lives is only waited for where it changes the file; this one has begun to.
            for (name, bytes) in try state(live) { try AtomicFile.write(bytes, to: "\(killed)/\(name)") }
            try database.execute("ROLLBACK")
            let left = try state(killed)
            #expect(left.keys.sorted() == ["chroma.sqlite3", "chroma.sqlite3-journal"])
            #expect(try records(killed, copyingTo: "\(directory)/copy") == before)
            #expect(try state(killed) == left)
            #expect(try records(killed) == before)
            #expect(try FileSystem.entries(of: killed) == ["chroma.sqlite3"])
            // A journal could name any file, which SQLite then removes.
            let mark: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
            try AtomicFile.write(
                (left["chroma.sqlite3-journal"] ?? []) + Array(repeating: 1, count: 40) + mark,
                to: "\(killed)/chroma.sqlite3-journal")
            #expect(refusal(killed).contains("of several databases"))
        }
    }

    @Test func `a log of writes is read, and nothing is written beside it`() throws {
        try withTemporaryDirectory { directory in
            let (live, killed) = ("\(directory)/live", "\(directory)/killed")
            for folder in [live, killed] { try FileSystem.createDirectories(folder) }
            let database = try large(live)
            try database.execute("PRAGMA journal_mode=WAL; DELETE FROM embeddings WHERE id >= 10")
            try database.execute("DELETE FROM embeddings_queue WHERE seq_id > 10")
            for name in ["chroma.sqlite3", "chroma.sqlite3-wal"] {
                try FileSystem.copy("\(live)/\(name)", to: "\(killed)/\(name)")
            }
            let left = try state(killed)
            #expect(try records(killed, copyingTo: "\(directory)/copy").count == 10)
            #expect(try state(killed) == left)
            try FileSystem.remove("\(killed)/chroma.sqlite3-wal")
            #expect(try records(killed, copyingTo: "\(directory)/copy2").count == 500)
            #expect(try FileSystem.entries(of: killed) == ["chroma.sqlite3"])
            #expect(try records(killed).count == 500)
        }
    }

    @Test func `what is no file is not waited for`() throws {
        try withTemporaryDirectory { directory in
            #expect(mkfifo("\(directory)/chroma.sqlite3", 0o600) == 0)
            #expect(refusal(directory).contains("not a regular file"))
            try FileSystem.remove("\(directory)/chroma.sqlite3")
            try ChromaFiles.database(directory, ["a"], [], seen: 0)
            for name in ["header.bin", "data_level0.bin", "index_metadata.pickle"] {
                try ChromaFiles.index(directory, [(7, [1, 1], false)], pickle: ChromaFiles.pickle([(7, "a")]))
                let path = "\(directory)/\(ChromaFiles.index)/\(name)"
                try FileSystem.remove(path)
                #expect(mkfifo(path, 0o600) == 0)
                #expect(refusal(directory).contains("not a regular file"))
                try FileSystem.remove(path)
            }
        }
    }

    @Test func `two facts whose names Unicode counts as equal are refused`() throws {
        try withTemporaryDirectory { directory in
            let database = try ChromaFiles.database(directory, ["a"], [(0, "a", [1, 0])])
            let insert = "INSERT INTO embedding_metadata (id, key, int_value) VALUES (0, ?, 1)"
            try database.run(insert, [.text("\u{E9}")])
            try ChromaFiles.add(database, 1, "a", nil, facts: "{\"e\u{301}\":null}")
            #expect(try records(directory).first?.metadata == ["\u{E9}": .integer(1)])
            try database.run(insert, [.text("e\u{301}")])
            #expect(refusal(directory).contains("two facts with the name"))
        }
    }

    @Test func `a name in several databases is that of the default one, or none`() throws {
        try withTemporaryDirectory { directory in
            let database = try ChromaFiles.database(directory, ["a"], [(0, "a", [1, 0])])
            try database.execute(
                """
                CREATE TABLE databases (id TEXT, name TEXT, tenant_id TEXT);
                INSERT INTO databases VALUES ('0', 'default_database', 'other'), ('1', 'default_database', 'default_tenant');
                ALTER TABLE collections ADD COLUMN database_id TEXT;
                UPDATE collections SET database_id = '0';
                """)
            #expect(try records(directory).count == 1)
            try database.execute("INSERT INTO collections VALUES ('other', 'lines', 2, '2')")
            #expect(refusal(directory).contains("several databases"))
            try database.execute("UPDATE collections SET database_id = '1' WHERE database_id = '0'")
            #expect(try records(directory).count == 1)
        }
    }

    @Test func `real numbers keep their last bit`() throws {
        try withTemporaryDirectory { directory in
            let database = try ChromaFiles.database(directory, ["a"], [(0, "a", [1, 0])])
            try database.execute(
                "INSERT INTO embedding_metadata (id, key, float_value) VALUES (0, 'x', 1.4523142177899403e+308)")
            #expect(try records(directory).first?.metadata["x"]?.double == 1.4523142177899403e+308)
        }
    }

    @Test func `the directory of an archive is at its root or in one folder there`() throws {
        try withTemporaryDirectory { directory in
            #expect(message { _ = try ChromaArchive.root(of: directory) }?.contains("no chroma.sqlite3") == true)
            for name in ["one", "two"] { try FileSystem.createDirectories("\(directory)/\(name)") }
            try AtomicFile.write([1], to: "\(directory)/one/chroma.sqlite3")
            #expect(try ChromaArchive.root(of: directory) == "\(directory)/one")
            try AtomicFile.write([1], to: "\(directory)/two/chroma.sqlite3")
            #expect(message { _ = try ChromaArchive.root(of: directory) }?.contains("no chroma.sqlite3") == true)
            try AtomicFile.write([1], to: "\(directory)/chroma.sqlite3")
            #expect(try ChromaArchive.root(of: directory) == directory)
        }
    }
}
