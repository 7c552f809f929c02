import Basics
public import Postgres

/// Chunks and vectors in a Postgres database with pgvector, in two tables that other programs read as well.
///
/// A document is locked while it changes, by its collection and source, whoever changes it: several processes may write.
/// Questions are answered by an HNSW index of each collection's active vectors, those with a filter by comparing all.
public struct PostgresStore: DocumentStore {
    private let pool: PostgresPool

    /// The store in a database, with at most `connections` connections, which are made when they are needed.
    public init(_ configuration: PostgresConfiguration, connections: Int = 4) {
        pool = PostgresPool(configuration, limit: connections)
    }

    /// The host, the port and the database's name.
    public var location: String { pool.location }

    /// Makes the extension, the tables, the indexes and the collections that are not there yet. Throws `usage` for a
    /// collection that is there with another size, `denied` where the user may not make what is missing.
    public func migrate(_ collections: [DocumentCollection]) async throws {
        try await transaction { connection in
            try await PostgresSchema.prepare(connection)
            for collection in collections { try await PostgresCollection.add(collection, connection) }
        }
    }

    /// Whether the collection was made; a database without the tables has none.
    public func hasCollection(_ name: String) async throws -> Bool {
        try await whereThere { try await PostgresCollection.find(name, $0) != nil } ?? false
    }

    /// The vectors of texts by their hashes, of all versions.
    public func vectors(
        of contentHashes: [String], modelID: String, in collection: DocumentCollection
    ) async throws -> [String: [Float]] {
        let rows = try await transaction(Self.reading) { connection in
            let found = try await PostgresCollection.require(collection, connection, in: location)
            return try await connection.rows(
                """
                SELECT DISTINCT ON (cmetadata->>'content_hash') cmetadata->>'content_hash', embedding FROM pg_embedding
                WHERE collection_id = $1::uuid AND cmetadata->>'content_hash' = ANY($2::text[])
                    AND cmetadata->>'embeddings_model_id' = $3 AND vector_dims(embedding) = $4::integer
                """,
                [.text(found.id), .array(Set(contentHashes)), .text(modelID), .int(collection.dimension)]
            ) { row -> (String, [Float])? in
                guard let hash = row.text(0), let vector = row.withBytes(1, PostgresVector.vector) else { return nil }
                return (hash, vector)
            }
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// Makes chunks the active version of a document; what `mayCommit` throws leaves all as it was.
    public func replace(
        _ source: String, in collection: DocumentCollection, keepingInactive kept: Int,
        with next: @escaping @Sendable () throws -> StoredChunk?, mayCommit: @escaping @Sendable () async throws -> Void
    ) async throws -> Int {
        try StoreChecks.name(source)
        return try await transaction { connection in
            try await connection.execute(Self.changing)
            try await PostgresVersion.lock(source, in: collection.name, connection)
            let found = try await PostgresCollection.require(collection, connection, in: location)
            let version = PostgresVersion(connection: connection, collection: found, source: source)
            let count = try await version.replace(keepingInactive: kept) {
                let chunk = try next()
                try chunk?.check(for: collection)
                return chunk
            }
            try await mayCommit()
            return count
        }
    }

    /// Removes all chunks of a document, and gives how many there were.
    @discardableResult
    public func remove(_ source: String, from collection: String?) async throws -> Int {
        try StoreChecks.name(source)
        return try await whereThere { connection in
            try await connection.execute(Self.changing)
            guard let collection else {
                try await PostgresVersion.lockEverywhere(source, connection)
                return try await connection.run(
                    "DELETE FROM pg_embedding WHERE document_source_uri = $1", [.text(source)])
            }
            try await PostgresVersion.lock(source, in: collection, connection)
            guard let found = try await PostgresCollection.find(collection, connection) else { return 0 }
            return try await connection.run(
                "DELETE FROM pg_embedding WHERE document_source_uri = $1 AND collection_id = $2::uuid",
                [.text(source), .text(found.id)])
        } ?? 0
    }

    /// Removes a collection with all its chunks and makes it anew. Who changes documents meanwhile waits.
    public func empty(_ collection: DocumentCollection) async throws {
        let old = try await transaction { connection in
            try await PostgresSchema.prepare(connection)
            // All at once: who asks for more while others wait for what it has may wait for ever.
            try await connection.execute("LOCK TABLE pg_embedding IN SHARE ROW EXCLUSIVE MODE")
            let old = try await PostgresCollection.find(collection.name, connection)
            try await old?.remove(connection)
            try await PostgresCollection.add(collection, connection)
            return old
        }
        // Without a transaction nobody who reads waits for it.
        guard let old else { return }
        try await pool.withConnection { connection in
            try await connection.execute("DROP INDEX CONCURRENTLY IF EXISTS \(PostgresSchema.indexName(old.id))")
        }
    }

    /// One page of the sources with an active chunk, by their code points.
    public func sources(in collection: String?, after source: String?, limit: Int) async throws -> [String] {
        try await whereThere { connection in
            var (ofCollection, values) = ("", [PostgresValue.text(source ?? ""), .int(max(0, limit))])
            if let collection {
                guard let found = try await PostgresCollection.find(collection, connection) else { return [] }
                ofCollection = "AND collection_id = $3::uuid"
                values.append(.text(found.id))
            }
            return try await connection.rows(
                """
                SELECT DISTINCT document_source_uri COLLATE "C" AS source FROM pg_embedding
                WHERE document_status = 'active' AND document_source_uri COLLATE "C" > $1 \(ofCollection)
                ORDER BY source LIMIT $2::bigint
                """, values
            ) { $0.text(0) }
        } ?? []
    }

    /// The best chunks for a question.
    public func search(_ query: ChunkQuery) async throws -> [FoundChunk] {
        try StoreChecks.query(query)
        return try await transaction(Self.reading) { connection in
            let found = try await PostgresCollection.require(query.collection, connection, in: location)
            return try await PostgresSearch(query: query, collection: found, connection: connection).answer()
        }
    }

    /// All statements of a question see the same.
    private static let reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    /// First of all, so that a collection that is found stays until the end.
    private static let changing = "LOCK TABLE pg_embedding IN ROW EXCLUSIVE MODE"

    private func transaction<T: Sendable>(
        _ begin: String = "BEGIN", _ body: @Sendable (PostgresConnection) async throws -> T
    ) async throws -> T {
        do {
            return try await pool.withConnection { try await $0.transaction(begin, body) }
        } catch let error as FdnixError where error.isOfMissingTable {
            throw FdnixError(
                .notFound, "there are no tables of documents in \(location); make them with migrate", underlying: error)
        }
    }

    /// As `transaction`; nil where the tables are not there.
    private func whereThere<T: Sendable>(_ body: @Sendable (PostgresConnection) async throws -> T) async throws -> T? {
        do {
            return try await pool.withConnection { try await $0.transaction("BEGIN", body) }
        } catch let error as FdnixError where error.isOfMissingTable {
            return nil
        }
    }
}

extension FdnixError {
    fileprivate var isOfMissingTable: Bool { (underlying as? PostgresFailure)?.sqlState == "42P01" }
}
