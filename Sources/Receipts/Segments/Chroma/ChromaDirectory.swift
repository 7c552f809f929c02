import Basics
import JSON
public import ReceiptModel
import SQLite

/// A directory that Chroma 1.5.9 wrote, read without Chroma: `chroma.sqlite3`, and the folder of an index for larger
/// collections.
///
/// Facts and documents come from the tables. Vectors come from the index, and from the queue of writes that it has not taken
/// up; for a small collection all are in the queue.
public struct ChromaDirectory {
    private let path: String
    private let connection: Connection

    /// Opens a directory. Throws `notFound` where it has no database, and `database`.
    public init(path: String) throws {
        self.path = path
        connection = try Connection("\(path)/chroma.sqlite3", .readOnly)
        try connection.execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON")
    }

    /// The names of the collections in it.
    public func collections() throws -> [String] {
        try connection.all("SELECT name FROM collections ORDER BY name") { $0.text(0) ?? "" }
    }

    /// All records of a collection with their vectors, by the bytes of their ids. Throws `notFound` for a collection that is not
    /// there, and `corrupt` where ids and vectors do not fit one another.
    public func records(of name: String) throws -> [(record: Record, vector: [Float])] {
        let found = try connection.first("SELECT id, dimension FROM collections WHERE name = ?", [.text(name)]) {
            (id: $0.text(0) ?? "", dimension: $0.int(1))
        }
        guard let collection = found else {
            throw FdnixError(.notFound, "the Chroma directory \(path) has no collection \(name)")
        }
        let records = try ChromaRecords(connection, segment: try segment("METADATA", collection.id)).read()
        guard !records.isEmpty else { return [] }
        guard (1...65_536).contains(collection.dimension) else {
            throw FdnixError(.corrupt, "the Chroma collection \(name) has no valid dimension")
        }
        let vectors = try vectors(of: collection.id, dimension: collection.dimension)
        guard vectors.count == records.count else {
            throw FdnixError(
                .corrupt, "the Chroma collection \(name) has \(records.count) ids and \(vectors.count) vectors")
        }
        return try records.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }.map { record in
            guard let vector = vectors[Array(record.id.utf8)] else {
                throw FdnixError(.corrupt, "the Chroma collection \(name) has no vector of \(record.id)")
            }
            return (record, vector)
        }
    }

    private func segment(_ scope: String, _ collection: String) throws -> String {
        let sql = "SELECT id FROM segments WHERE scope = ? AND collection = ?"
        guard let id = try connection.first(sql, [.text(scope), .text(collection)], { $0.text(0) }) ?? nil else {
            throw FdnixError(.corrupt, "the Chroma directory \(path) has no \(scope) segment")
        }
        return id
    }

    private func vectors(of collection: String, dimension: Int) throws -> [[UInt8]: [Float]] {
        let segment = try segment("VECTOR", collection)
        let seen = try connection.first("SELECT seq_id FROM max_seq_id WHERE segment_id = ?", [.text(segment)]) {
            $0.int(0)
        }
        var vectors: [[UInt8]: [Float]] = [:]
        // Without a place in the queue, the files of the index are not in use yet.
        if seen != nil {
            guard UUIDText.isUUID(segment) else {
                throw FdnixError(.corrupt, "the Chroma directory \(path) has a segment whose name is not a UUID")
            }
            for (id, vector) in try HNSWVectors.read("\(path)/\(segment)", dimension: dimension) {
                vectors[Array(id.utf8)] = vector
            }
        }
        try replay(collection, after: seen ?? 0, dimension, into: &vectors)
        return vectors
    }

    /// Does again what the index has not seen, in order.
    private func replay(
        _ collection: String, after seen: Int, _ dimension: Int, into vectors: inout [[UInt8]: [Float]]
    ) throws {
        let sql = """
            SELECT id, operation, vector, encoding FROM embeddings_queue
            WHERE seq_id > ? AND topic = ? ORDER BY seq_id
            """
        let topic = "persistent://default/default/\(collection)"
        try connection.rows(sql, [.int(seen), .text(topic)]) { row in
            let id = Array((row.text(0) ?? "").utf8)
            let vector = try row.withBytes(2) { try Self.vector($0, row.text(3), dimension) }
            switch row.int(1) {
            case 0: if vectors[id] == nil { vectors[id] = vector }
            case 1: if vectors[id] != nil, let vector { vectors[id] = vector }
            case 2: if let vector { vectors[id] = vector }
            case 3: vectors[id] = nil
            default: throw FdnixError(.corrupt, "the Chroma queue has an operation \(row.int(1))")
            }
            return true
        }
    }

    private static func vector(
        _ bytes: UnsafeRawBufferPointer, _ encoding: String?, _ dimension: Int
    ) throws -> [Float]? {
        if bytes.isEmpty { return nil }
        guard bytes.count == 4 * dimension, encoding == "FLOAT32" else {
            throw FdnixError(
                .corrupt, "the Chroma queue has a vector of \(bytes.count) bytes as \(encoding ?? "nothing")")
        }
        return (0..<dimension).map { index in
            Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
        }
    }
}
