import Basics
import Compression
import JSON
import ReceiptModel
import SQLite
import Segments
import TestSupport
import Testing

@Suite struct ChromaTests {
    private static let (metadata, index, collection) = (
        "11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002",
        "11111111-0000-4000-8000-000000000003"
    )

    private func bytes(_ numbers: [Float]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }

    /// A database with the tables of Chroma, in which these ids live and this was queued: operation, id, vector.
    private func database(_ directory: String, _ ids: [String], _ queue: [(Int, String, [Float]?)], seen: Int? = nil)
        throws
    {
        let connection = try Connection("\(directory)/chroma.sqlite3")
        try connection.execute(
            """
            CREATE TABLE collections (id TEXT, name TEXT, dimension INTEGER);
            CREATE TABLE segments (id TEXT, type TEXT, scope TEXT, collection TEXT);
            CREATE TABLE embeddings (id INTEGER PRIMARY KEY, segment_id TEXT, embedding_id TEXT, seq_id BLOB);
            CREATE TABLE embedding_metadata
                (id INTEGER, key TEXT, string_value TEXT, int_value INTEGER, float_value REAL, bool_value INTEGER);
            CREATE TABLE embedding_metadata_array
                (id INTEGER, key TEXT, string_value TEXT, int_value INTEGER, float_value REAL, bool_value INTEGER);
            CREATE TABLE max_seq_id (segment_id TEXT, seq_id INTEGER);
            CREATE TABLE embeddings_queue
                (seq_id INTEGER PRIMARY KEY, operation INTEGER, topic TEXT, id TEXT, vector BLOB, encoding TEXT, metadata TEXT);
            INSERT INTO collections VALUES ('\(Self.collection)', 'lines', 2);
            INSERT INTO segments VALUES ('\(Self.index)', '', 'VECTOR', '\(Self.collection)'),
                ('\(Self.metadata)', '', 'METADATA', '\(Self.collection)');
            """)
        for (number, id) in ids.enumerated() {
            try connection.run(
                "INSERT INTO embeddings VALUES (?, ?, ?, 1)", [.int(number), .text(Self.metadata), .text(id)])
        }
        if let seen { try connection.run("INSERT INTO max_seq_id VALUES (?, ?)", [.text(Self.index), .int(seen)]) }
        for (operation, id, vector) in queue {
            let blob = vector.map { Value.blob(bytes($0)) } ?? .null
            try connection.run(
                "INSERT INTO embeddings_queue (operation, topic, id, vector, encoding) VALUES (?, ?, ?, ?, 'FLOAT32')",
                [.int(operation), .text("persistent://default/default/\(Self.collection)"), .text(id), blob])
        }
    }

    /// An index of elements: label, vector, whether it was deleted.
    private func index(_ directory: String, _ elements: [(Int, [Float], Bool)], pickle: [UInt8]) throws {
        let folder = "\(directory)/\(Self.index)"
        try FileSystem.createDirectories(folder)
        // Links of 8 bytes, then the vector, then the label.
        var header = bytes32(1)
        for number in [0, 2048, elements.count, 24, 16, 8] { header += bytes64(number) }
        header += Array(repeating: 0, count: 100 - header.count)
        var data: [UInt8] = []
        for (label, vector, isDeleted) in elements {
            data += bytes32(isDeleted ? 1 << 16 : 0) + bytes32(0) + bytes(vector) + bytes64(label)
        }
        try AtomicFile.write(header, to: "\(folder)/header.bin")
        try AtomicFile.write(data, to: "\(folder)/data_level0.bin")
        try AtomicFile.write(pickle, to: "\(folder)/index_metadata.pickle")
    }

    private func bytes32(_ number: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(number).littleEndian) { Array($0) } }
    private func bytes64(_ number: Int) -> [UInt8] { withUnsafeBytes(of: UInt64(number).littleEndian) { Array($0) } }
    private func text(_ text: String) -> [UInt8] { [0x58] + bytes32(text.utf8.count) + Array(text.utf8) }

    /// `{"label_to_id": {label: id, …}}` with the opcodes that Chroma uses.
    private func pickle(_ ids: [(Int, String)]) -> [UInt8] {
        var bytes: [UInt8] =
            [0x80, 3, 0x7D, 0x28] + text("dimensionality") + [0x4E] + text("label_to_id") + [0x7D, 0x28]
        for (label, id) in ids { bytes += [0x4A] + bytes32(label) + text(id) }
        return bytes + [0x75, 0x75, 0x2E]
    }

    private func read(_ directory: String) throws -> [String: [Float]] {
        let records = try ChromaDirectory(path: directory).records(of: "lines")
        return Dictionary(uniqueKeysWithValues: records.map { ($0.record.id, $0.vector) })
    }

    @Test func `a queue is done again in order`() throws {
        try withTemporaryDirectory { directory in
            try database(
                directory, ["a", "b", "d"],
                [
                    (0, "a", [1, 0]), (0, "a", [9, 9]), (1, "a", nil), (1, "c", [5, 5]), (2, "b", [0, 1]),
                    (1, "b", [0, 2]),
                    (0, "d", [3, 3]), (3, "d", nil), (0, "d", [4, 4]), (2, "e", [1, 1]), (3, "e", nil),
                ])
            #expect(try read(directory) == ["a": [1, 0], "b": [0, 2], "d": [4, 4]])
            #expect(
                message { _ = try ChromaDirectory(path: directory).records(of: "words") }?.contains("words") == true)
            #expect(try ChromaDirectory(path: directory).collections() == ["lines"])
        }
        #expect(throws: FdnixError.self) { try ChromaDirectory(path: "/nowhere") }
    }

    @Test func `an index is gone on from where the queue was left`() throws {
        try withTemporaryDirectory { directory in
            let queue: [(Int, String, [Float]?)] = [
                (0, "a", [8, 8]), (0, "b", [8, 8]), (2, "c", [3, 3]), (3, "a", nil),
            ]
            try database(directory, ["b", "c"], queue, seen: 2)
            try index(
                directory, [(7, [1, 1], false), (9, [6, 6], true), (8, [2, 2], false)],
                pickle: pickle([(7, "a"), (8, "b")]))
            #expect(try read(directory) == ["b": [2, 2], "c": [3, 3]])
            try index(directory, [(7, [1, 1], false)], pickle: pickle([(7, "a"), (8, "b")]))
            #expect(message { _ = try read(directory) }?.contains("2 ids have 1 vectors") == true)
            try index(directory, [(7, [1, 1], false), (5, [1, 1], false)], pickle: pickle([(7, "a"), (8, "b")]))
            #expect(message { _ = try read(directory) }?.contains("no id") == true)
            // A class to be made and called: never.
            let call = Array("\u{80}\u{03}cos\nsystem\n(X".unicodeScalars.map { UInt8($0.value) })
            try index(directory, [(7, [1, 1], false)], pickle: call)
            #expect(message { _ = try read(directory) }?.contains("not one of data") == true)
        }
    }

    @Test func `ids without vectors make the whole invalid`() throws {
        try withTemporaryDirectory { directory in
            try database(directory, ["a", "b"], [(0, "a", [1, 0])])
            #expect(message { _ = try read(directory) }?.contains("2 ids and 1 vectors") == true)
        }
        try withTemporaryDirectory { directory in
            try database(directory, ["a"], [(0, "b", [1, 0])])
            #expect(message { _ = try read(directory) }?.contains("no vector of a") == true)
        }
        try withTemporaryDirectory { directory in
            try database(directory, ["a"], [(0, "a", [1, 0, 0])])
            #expect(message { _ = try read(directory) }?.contains("12 bytes") == true)
        }
    }

    @Test func `damaged indexes give errors, never a crash`() throws {
        try withTemporaryDirectory { directory in
            try database(directory, ["a", "b"], [], seen: 0)
            let good = pickle([(7, "a"), (8, "b")])
            var random = SplitMix(4)
            let iterations = ProcessEnvironment.current["FDNIX_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 300
            for _ in 0..<iterations {
                var damaged = good
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                }
                try index(directory, [(7, [1, 1], false), (8, [2, 2], false)], pickle: damaged)
                let header = "\(directory)/\(Self.index)/header.bin"
                var bytes = try FileSystem.read(header)
                if Bool.random(using: &random) { bytes[Int.random(in: 0..<52, using: &random)] ^= 1 << 3 }
                try AtomicFile.write(bytes, to: header)
                do { #expect(try read(directory).count == 2) } catch is FdnixError {}
            }
        }
    }

    @Test(arguments: [
        ("small-32", "lines", 202), ("large-32", "words", 1984), ("wide-1536", "words", 1048),
        ("few-1536", "lines", 59),
    ])
    func `what Chroma itself reads back`(name: String, collection: String, count: Int) async throws {
        let folder = "data/receipts/chroma"
        guard let archive = Skips.sharedFile("\(folder)/\(name).tar.gz", for: "directories of Chroma are read"),
            let truth = Skips.sharedFile("\(folder)/\(name).truth.ndjson.xz", for: "directories of Chroma are read")
        else { return }
        try await withTemporaryDirectory { directory in
            try await ChromaArchive.unpack(DescriptorInput(path: archive), into: directory)
            let records = try ChromaDirectory(path: directory).records(of: collection)
            var decoded = DecodedInput(try DescriptorInput(path: truth), name: truth)
            var bytes: [UInt8] = []
            while let piece = try await decoded.next() { bytes += piece }
            let lines = bytes.split(separator: 0x0A)
            #expect(records.count == count && lines.count == count)
            for (line, (record, vector)) in zip(lines, records) {
                let expected = try JSONValue.parse(Array(line))
                #expect(record.id == expected["id"]?.string)
                #expect(record.document == expected["document"]?.string)
                let members = (expected["metadata"]?.object?.members ?? []).map { ($0.key, $0.value) }
                #expect(record.metadata == Dictionary(uniqueKeysWithValues: members))
                #expect(Base64.encode(self.bytes(vector)) == expected["vector"]?.string)
            }
        }
    }
}
