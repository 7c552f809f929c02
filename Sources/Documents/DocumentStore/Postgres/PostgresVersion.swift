import Basics
import JSON
import Postgres

/// The versions of one document in a collection, within a transaction that holds the document's lock.
struct PostgresVersion {
    let connection: PostgresConnection
    let collection: PostgresCollection
    let source: String

    /// Waits until no other transaction changes this document in the collection of this name.
    static func lock(_ source: String, in name: String, _ connection: PostgresConnection) async throws {
        try await connection.run(
            "SELECT pg_advisory_xact_lock(hashtextextended($1::text || chr(31) || $2::text, 0))",
            [.text(name), .text(source)])
    }

    /// As `lock`, in every collection, in an order that is always the same.
    static func lockEverywhere(_ source: String, _ connection: PostgresConnection) async throws {
        try await connection.run(
            """
            SELECT pg_advisory_xact_lock(hashtextextended(name || chr(31) || $1::text, 0))
            FROM (SELECT name FROM pg_collection ORDER BY name COLLATE "C") AS collection
            """, [.text(source)])
    }

    /// Makes the chunks that `next` gives the active version, and gives how many there are; of inactive versions the newest
    /// `kept` stay.
    func replace(
        keepingInactive kept: Int, with next: @escaping @Sendable () throws -> StoredChunk?
    ) async throws -> Int {
        let document: [PostgresValue] = [.text(source), .text(collection.id)]
        try await connection.run(
            "UPDATE pg_embedding SET document_status = 'inactive' "
                + "WHERE document_source_uri = $1 AND collection_id = $2::uuid AND document_status = 'active'", document
        )
        let (bytes, source) = (collection.bytes, source)
        let count = try await connection.copy(
            into: "pg_embedding "
                + "(id, collection_id, embedding, document, document_source_uri, document_status, cmetadata)"
        ) { buffer in
            guard let chunk = try next() else { return false }
            buffer.row(of: 7)
            buffer.text(RandomUUID.text())
            buffer.field(bytes)
            buffer.field(PostgresVector.bytes(chunk.vector))
            buffer.text(chunk.text)
            buffer.text(source)
            buffer.text("active")
            buffer.jsonb(chunk.metadata.encoded)
            return true
        }
        try await connection.run(
            """
            WITH inactive AS (
                SELECT id, CASE jsonb_typeof(cmetadata->'create_timestamp')
                    WHEN 'number' THEN (cmetadata->>'create_timestamp')::numeric ELSE 0 END AS version
                FROM pg_embedding
                WHERE document_source_uri = $1 AND collection_id = $2::uuid AND document_status = 'inactive')
            DELETE FROM pg_embedding USING inactive WHERE pg_embedding.id = inactive.id
                AND version NOT IN (SELECT DISTINCT version FROM inactive ORDER BY version DESC LIMIT $3::bigint)
            """, document + [.int(max(0, kept))])
        return count
    }
}
