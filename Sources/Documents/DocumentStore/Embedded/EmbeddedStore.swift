import Basics
import JSON
import SQLite
import Vectors

/// Chunks and vectors in a file of SQLite, for one machine. Several processes may have it open; what a call has written is
/// on the disk when it returns, and one that is killed leaves the old version of a document or the new one.
///
/// The tables are those that Postgres has. Questions are answered by a scan of vectors in bytes, kept in memory between
/// questions, and the best are compared exactly; words by FTS5.
public struct EmbeddedStore: DocumentStore {
    /// The path of the file.
    public let location: String
    private let reader: EmbeddedReader

    /// The store in the file at `path`, which the first `migrate` makes. Between questions up to `cacheBytes` bytes of
    /// vectors stay in memory.
    public init(_ path: String, cacheBytes: Int = 192 << 20) {
        location = path
        reader = EmbeddedReader(path: path, cacheBytes: cacheBytes)
    }

    /// Makes the file, the tables and the collections that are not there yet. Throws `usage` for a collection that is there
    /// with another size.
    public func migrate(_ collections: [DocumentCollection]) async throws {
        try await write { connection in
            try EmbeddedSchema.prepare(connection)
            try connection.transaction {
                for collection in collections { try EmbeddedSchema.add(collection, connection) }
            }
        }
    }

    /// Whether the collection was made; a file that is not there has none.
    public func hasCollection(_ name: String) async throws -> Bool {
        try await reader.read { try EmbeddedSchema.find(name, $0) != nil } ?? false
    }

    /// The vectors of texts by their hashes, of all versions.
    public func vectors(
        of contentHashes: [String], modelID: String, in collection: DocumentCollection
    ) async throws -> [String: [Float]] {
        try await reader.require { connection in
            let id = try EmbeddedSchema.require(collection, connection, location)
            var found: [String: [Float]] = [:]
            for hash in Set(contentHashes) {
                found[hash] = try connection.first(
                    "SELECT embedding FROM pg_embedding WHERE collection_id = ? AND content_hash = ? AND model_id = ? "
                        + "LIMIT 1", [.text(id), .text(hash), .text(modelID)]
                ) { row in row.withBytes(0) { FloatBytes.vector($0) } }
            }
            return found
        }
    }

    /// Makes chunks the active version of a document; what `mayCommit` throws leaves all as it was.
    public func replace(
        _ source: String, in collection: DocumentCollection, keepingInactive kept: Int,
        with next: @escaping @Sendable () throws -> StoredChunk?, mayCommit: @escaping @Sendable () async throws -> Void
    ) async throws -> Int {
        try StoreChecks.name(source)
        return try await BlockingWork.run { () async throws -> Int in
            let connection = try EmbeddedSchema.open(location)
            // The file's lock is the document's, too, and the collection's.
            try connection.execute("BEGIN IMMEDIATE")
            do {
                let id = try EmbeddedSchema.require(collection, connection, location)
                let count = try DocumentVersion(connection: connection, collection: id, source: source)
                    .replace(keepingInactive: kept) {
                        try Task.checkCancellation()
                        let chunk = try next()
                        try chunk?.check(for: collection)
                        return chunk
                    }
                try await mayCommit()
                try connection.execute("COMMIT")
                return count
            } catch {
                // Some failures end the transaction by themselves; closing the file ends it, too.
                if connection.isInTransaction { try? connection.execute("ROLLBACK") }
                throw error
            }
        }
    }

    /// Removes all chunks of a document, and gives how many there were.
    @discardableResult
    public func remove(_ source: String, from collection: String?) async throws -> Int {
        try StoreChecks.name(source)
        guard FileSystem.exists(location) else { return 0 }
        return try await write { connection in
            try connection.transaction {
                let collections = try EmbeddedSchema.ids(ofName: collection, connection)
                return try collections.reduce(0) { count, id in
                    let removed = try connection.run(
                        "DELETE FROM pg_embedding WHERE document_source_uri = ? AND collection_id = ?",
                        [.text(source), .text(id)])
                    if removed > 0 { try EmbeddedSchema.noteChange(of: id, connection) }
                    return count + removed
                }
            }
        }
    }

    /// Removes a collection with all its chunks and makes it anew.
    public func empty(_ collection: DocumentCollection) async throws {
        try await write { connection in
            try EmbeddedSchema.prepare(connection)
            try connection.transaction {
                if let (id, _) = try EmbeddedSchema.find(collection.name, connection) {
                    try connection.run("DELETE FROM pg_embedding WHERE collection_id = ?", [.text(id)])
                    try connection.run("DELETE FROM pg_collection WHERE uuid = ?", [.text(id)])
                }
                try EmbeddedSchema.add(collection, connection)
            }
        }
    }

    /// One page of the sources with an active chunk, by their code points.
    public func sources(in collection: String?, after source: String?, limit: Int) async throws -> [String] {
        try await reader.read { connection in
            var (sql, values) = ("document_status = 'active' AND document_source_uri > ?", [Value.text(source ?? "")])
            if let collection {
                guard let (id, _) = try EmbeddedSchema.find(collection, connection) else { return [] }
                sql += " AND collection_id = ?"
                values.append(.text(id))
            }
            return try connection.all(
                "SELECT DISTINCT document_source_uri FROM pg_embedding WHERE \(sql) ORDER BY document_source_uri LIMIT ?",
                values + [.int(max(0, limit))]
            ) { $0.text(0) ?? "" }
        } ?? []
    }

    /// The best chunks for a question.
    public func search(_ query: ChunkQuery) async throws -> [FoundChunk] {
        try StoreChecks.query(query)
        return try await reader.search(query)
    }

    /// Runs `body` on a connection of its own, off the threads of tasks.
    private func write<T: Sendable>(_ body: (Connection) throws -> T) async throws -> T {
        try Task.checkCancellation()
        return try await BlockingWork.run { try body(try EmbeddedSchema.open(location)) }
    }
}
