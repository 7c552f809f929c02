import Basics
import ReceiptModel
import SQLite
import Segments

/// Directories as Chroma writes them, made without it.
enum ChromaFiles {
    static let (metadata, index, collection) = (
        "11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002",
        "11111111-0000-4000-8000-000000000003"
    )

    static func bytes(_ numbers: [Float]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }

    /// A database with the tables of Chroma, in which these ids live and this was queued: operation, id, vector. Facts are up
    /// to date; the index has taken up the queue to `seen`.
    @discardableResult
    static func database(
        _ directory: String, _ ids: [String], _ queue: [(Int, String, [Float]?)], seen: Int? = nil
    ) throws -> Connection {
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
            INSERT INTO collections VALUES ('\(collection)', 'lines', 2);
            INSERT INTO segments VALUES ('\(index)', '', 'VECTOR', '\(collection)'),
                ('\(metadata)', '', 'METADATA', '\(collection)');
            """)
        for (number, id) in ids.enumerated() {
            try connection.run(
                "INSERT INTO embeddings VALUES (?, ?, ?, 1)", [.int(number), .text(metadata), .text(id)])
        }
        let place = "INSERT INTO max_seq_id VALUES (?, ?)"
        try connection.run(place, [.text(metadata), .int(queue.count)])
        if let seen { try connection.run(place, [.text(index), .int(seen)]) }
        for (operation, id, vector) in queue { try add(connection, operation, id, vector) }
        return connection
    }

    /// Puts something at the end of the queue.
    static func add(
        _ connection: Connection, _ operation: Int, _ id: String, _ vector: [Float]?, facts: String? = nil
    ) throws {
        try connection.run(
            """
            INSERT INTO embeddings_queue (operation, topic, id, vector, encoding, metadata)
            VALUES (?, ?, ?, ?, 'FLOAT32', ?)
            """,
            [
                .int(operation), .text("persistent://default/default/\(collection)"), .text(id),
                vector.map { Value.blob(bytes($0)) } ?? .null, .optional(facts),
            ])
    }

    /// An index of elements: label, vector, whether it was deleted. Links of 8 bytes, then the vector, then the label; the
    /// header may say otherwise.
    static func index(
        _ directory: String, _ elements: [(Int, [Float], Bool)], pickle: [UInt8], lengths: [Float] = [],
        size: Int = 24, label: Int = 16, data: Int = 8
    ) throws {
        let folder = "\(directory)/\(index)"
        try FileSystem.createDirectories(folder)
        var header = bytes32(1)
        for number in [0, 2048, elements.count, size, label, data] { header += bytes64(number) }
        header += Array(repeating: 0, count: 100 - header.count)
        var content: [UInt8] = []
        for (label, vector, isDeleted) in elements {
            content += bytes32(isDeleted ? 1 << 16 : 0) + bytes32(0) + bytes(vector) + bytes64(label)
        }
        try AtomicFile.write(header, to: "\(folder)/header.bin")
        try AtomicFile.write(content, to: "\(folder)/data_level0.bin")
        try AtomicFile.write(bytes(lengths), to: "\(folder)/length.bin")
        try AtomicFile.write(pickle, to: "\(folder)/index_metadata.pickle")
    }

    private static func bytes32(_ number: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt32(number).littleEndian) { Array($0) }
    }
    private static func bytes64(_ number: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt64(number).littleEndian) { Array($0) }
    }
    private static func text(_ text: String) -> [UInt8] { [0x58] + bytes32(text.utf8.count) + Array(text.utf8) }

    /// `{"label_to_id": {label: id, …}}` with the opcodes that Chroma uses.
    static func pickle(_ ids: [(Int, String)]) -> [UInt8] {
        var bytes: [UInt8] =
            [0x80, 3, 0x7D, 0x28] + text("dimensionality") + [0x4E] + text("label_to_id") + [0x7D, 0x28]
        for (label, id) in ids { bytes += [0x4A] + bytes32(label) + text(id) }
        return bytes + [0x75, 0x75, 0x2E]
    }
}

extension ChromaDirectory {
    /// All records of a collection with their vectors, in the order of their ids' bytes.
    func records(of name: String) throws -> [(record: Record, vector: [Float])] {
        let contents = try contents(of: name)
        return try contents.records.indices.map { (contents.records[$0], try contents.vector($0)) }
    }
}
