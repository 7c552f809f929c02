import Basics
import Postgres

/// A collection of the database.
struct PostgresCollection: Sendable {
    /// Its UUID, in small hexadecimal digits and hyphens: safe to stand in SQL.
    let id: String
    /// How many numbers its vectors have; nil where that is not known, as there are neither an index nor rows.
    let dimension: Int?

    /// The UUID as COPY takes it.
    var bytes: [UInt8] {
        let digits = id.utf8.filter { $0 != UInt8(ascii: "-") }.map { UInt8($0 > 0x39 ? $0 - 0x57 : $0 - 0x30) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The condition of the index of its vectors, word for word.
    var isActive: String { "collection_id = '\(id)'::uuid AND document_status = 'active'" }

    /// The collection of a name; nil where there is none.
    static func find(_ name: String, _ connection: PostgresConnection) async throws -> PostgresCollection? {
        try StoreChecks.name(name)
        return try await connection.rows(
            """
            SELECT uuid::text, COALESCE(
                substring(pg_get_indexdef(to_regclass('ix_pg_embedding_hnsw_' || left(uuid::text, 8)))
                    from 'vector\\((\\d+)\\)')::integer,
                (SELECT vector_dims(embedding) FROM pg_embedding WHERE collection_id = pg_collection.uuid LIMIT 1))
            FROM pg_collection WHERE name = $1 ORDER BY uuid LIMIT 1
            """, [.text(name)]
        ) { row in row.text(0).map { PostgresCollection(id: $0, dimension: row.int(1)) } }.first
    }

    /// As `find`. Throws `notFound` where it is not there, `usage` where its vectors have another size.
    static func require(
        _ collection: DocumentCollection, _ connection: PostgresConnection, in location: String
    ) async throws -> PostgresCollection {
        guard let found = try await find(collection.name, connection) else {
            throw StoreChecks.missing(collection.name, in: location)
        }
        try found.check(collection)
        return found
    }

    /// Makes a collection that is not there yet, and its index. Throws `usage` where it is there with another size.
    static func add(_ collection: DocumentCollection, _ connection: PostgresConnection) async throws {
        var found = try await find(collection.name, connection)
        if found == nil {
            try await connection.run(
                "INSERT INTO pg_collection (uuid, name) VALUES ($1::uuid, $2)",
                [.text(RandomUUID.text()), .text(collection.name)])
            found = try await find(collection.name, connection)
        }
        try found?.check(collection)
        if let found { try await PostgresSchema.index(found, dimension: collection.dimension, connection) }
    }

    /// Removes it with every chunk.
    func remove(_ connection: PostgresConnection) async throws {
        // A table of others may not cascade.
        try await connection.run("DELETE FROM pg_embedding WHERE collection_id = $1::uuid", [.text(id)])
        try await connection.run("DELETE FROM pg_collection WHERE uuid = $1::uuid", [.text(id)])
    }

    private func check(_ collection: DocumentCollection) throws(FdnixError) {
        guard let dimension, dimension != collection.dimension else { return }
        throw StoreChecks.otherSize(collection, dimension)
    }
}
