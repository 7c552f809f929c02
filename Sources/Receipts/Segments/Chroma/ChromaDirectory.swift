import Basics
import ReceiptModel
import SQLite

/// A directory that Chroma 1.5.9 wrote, read without Chroma: `chroma.sqlite3`, and the folder of an index for larger
/// collections.
///
/// Facts and documents come from the tables, and vectors from the index; for both, what Chroma wrote down and had not taken up
/// there comes from its queue. For a small collection all vectors are in the queue.
public struct ChromaDirectory {
    private let path: String
    private let connection: Connection

    /// Opens a directory. Nothing is written in it where there is a `folder`, in which a copy of the database is made if a
    /// writer was killed; without one the directory is the caller's own. Throws as `ChromaDatabase.open`.
    public init(path: String, copyingTo folder: String? = nil) throws {
        self.path = path
        connection = try ChromaDatabase.open(path, copyingTo: folder)
        try connection.execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON")
    }

    /// The names of the collections in it.
    public func collections() throws -> [String] {
        try connection.all("SELECT name FROM collections ORDER BY name") { $0.text(0) ?? "" }
    }

    /// All records of a collection, and their vectors when they are wanted. Throws `notFound` for a collection that is not
    /// there, `incompatible` for one that is in several databases, and `corrupt` where ids and vectors do not fit one another.
    public func contents(of name: String) throws -> ChromaContents {
        let collection = try ChromaCollection.find(name, in: connection, at: path)
        let queue = ChromaQueue(connection, collection: collection.id)
        let metadata = try segment("METADATA", collection.id)
        let records = try ChromaRecords(connection, segment: metadata).read(queue, after: try seen(metadata) ?? 0)
        guard !records.isEmpty else { return ChromaContents([], dimension: 0, nil) }
        guard (1...65_536).contains(collection.dimension) else {
            throw FdnixError(.corrupt, "the Chroma collection \(name) has no valid dimension")
        }
        let segment = try segment("VECTOR", collection.id)
        let vectors = try ChromaVectors(queue, after: try seen(segment), index: try folder(segment), collection)
        guard vectors.count == records.count else {
            throw FdnixError(
                .corrupt, "the Chroma collection \(name) has \(records.count) ids and \(vectors.count) vectors")
        }
        if let lonely = records.first(where: { !vectors.contains(Array($0.id.utf8)) }) {
            throw FdnixError(
                .corrupt, "the Chroma collection \(name) has no vector of \(lonely.id.printable(onOneLine: true))")
        }
        return ChromaContents(records, dimension: collection.dimension, vectors)
    }

    private func segment(_ scope: String, _ collection: String) throws -> String {
        let sql = "SELECT id FROM segments WHERE scope = ? AND collection = ?"
        guard let id = try connection.first(sql, [.text(scope), .text(collection)], { $0.text(0) }) ?? nil else {
            throw FdnixError(.corrupt, "the Chroma directory \(path) has no \(scope) segment")
        }
        return id
    }

    /// How much of the queue a segment has taken up; nil for nothing yet.
    private func seen(_ segment: String) throws -> Int? {
        try connection.first("SELECT seq_id FROM max_seq_id WHERE segment_id = ?", [.text(segment)]) { $0.int(0) }
    }

    private func folder(_ segment: String) throws -> String {
        guard UUIDText.isUUID(segment) else {
            throw FdnixError(.corrupt, "the Chroma directory \(path) has a segment whose name is not a UUID")
        }
        return "\(path)/\(segment)"
    }
}
