import Basics
import JSON
import SQLite
import Vectors

/// The versions of one document in a collection, within a transaction.
struct DocumentVersion {
    let connection: Connection
    let collection: String
    let source: String

    /// Makes the chunks that `next` gives the active version, and gives how many there are; of inactive versions the newest
    /// `kept` stay.
    func replace(keepingInactive kept: Int, with next: () throws -> StoredChunk?) throws -> Int {
        try connection.run(
            "UPDATE pg_embedding SET document_status = 'inactive' WHERE document_source_uri = ? AND collection_id = ? "
                + "AND document_status = 'active'", [.text(source), .text(collection)])
        try connection.run(
            """
            DELETE FROM pg_embedding WHERE document_source_uri = ?1 AND collection_id = ?2 AND create_timestamp NOT IN (
                SELECT DISTINCT create_timestamp FROM pg_embedding
                WHERE document_source_uri = ?1 AND collection_id = ?2 ORDER BY create_timestamp DESC LIMIT ?3)
            """, [.text(source), .text(collection), .int(max(0, kept))])
        var count = 0
        while let chunk = try next() {
            try insert(chunk)
            count += 1
        }
        try EmbeddedSchema.noteChange(of: collection, connection)
        return count
    }

    private func insert(_ chunk: StoredChunk) throws {
        try connection.run(
            """
            INSERT INTO pg_embedding (id, collection_id, embedding, document, document_source_uri, document_status,
                cmetadata, quantized, content_hash, model_id, create_timestamp)
            VALUES (?, ?, ?, ?, ?, 'active', ?, ?, ?, ?, ?)
            """,
            [
                .text(RandomUUID.text()), .text(collection), .blob(FloatBytes.bytes(chunk.vector)), .text(chunk.text),
                .text(source), .utf8(chunk.metadata.encoded),
                QuantizedRow.bytes(chunk.vector).map { .blob($0) } ?? .null,
                .optional(chunk.metadata["content_hash"]?.string),
                .optional(chunk.metadata["embeddings_model_id"]?.string), .int(chunk.timestamp),
            ])
    }
}
