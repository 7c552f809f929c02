import Postgres

/// The tables and indexes of the database. What is there stays as it is, so that a user without the right to make tables
/// can use them, and writers are not held up.
enum PostgresSchema {
    /// The most numbers of vectors for which pgvector has an index.
    static let longestIndexed = 2000

    /// A document's words as they are looked for. Longer texts than these are beyond what Postgres takes as one.
    static let words = "to_tsvector('english', left(document, 100000))"

    /// Makes what is not there yet, one process at a time.
    static func prepare(_ connection: PostgresConnection) async throws {
        // An index over rows of others may take its time.
        try await connection.execute("SET LOCAL statement_timeout = 0")
        try await connection.execute("SELECT pg_advisory_xact_lock(1573678846307946496)")
        let isThere = try await connection.rows("SELECT 1 FROM pg_extension WHERE extname = 'vector'") { _ in true }
        if isThere.isEmpty { try await connection.execute("CREATE EXTENSION IF NOT EXISTS vector") }
        for (name, sql) in relations { try await make(name, sql, connection) }
    }

    /// Makes the index of a collection's active vectors; longer vectors are scanned.
    static func index(
        _ collection: PostgresCollection, dimension: Int, _ connection: PostgresConnection
    ) async throws {
        guard dimension <= longestIndexed else { return }
        let name = indexName(collection.id)
        try await make(
            name,
            """
            CREATE INDEX IF NOT EXISTS \(name) ON pg_embedding
            USING hnsw ((embedding::vector(\(dimension))) vector_cosine_ops)
            WHERE \(collection.isActive)
            """, connection)
    }

    /// What the index of a collection's vectors is called, by the collection's id.
    static func indexName(_ id: String) -> String { "ix_pg_embedding_hnsw_\(id.prefix(8))" }

    /// IF NOT EXISTS alone would wait for everyone who writes, and ask for the right to create.
    private static func make(_ name: String, _ sql: String, _ connection: PostgresConnection) async throws {
        let isThere = try await connection.rows("SELECT to_regclass($1::text) IS NOT NULL", [.text(name)]) {
            $0.bool(0)
        }
        if isThere != [true] { try await connection.execute(sql) }
    }

    private static let relations: [(name: String, sql: String)] = [
        (
            "pg_collection",
            "CREATE TABLE IF NOT EXISTS pg_collection (uuid uuid PRIMARY KEY, name varchar NOT NULL UNIQUE, cmetadata json)"
        ),
        (
            "pg_embedding",
            """
            CREATE TABLE IF NOT EXISTS pg_embedding (
                id varchar PRIMARY KEY, collection_id uuid REFERENCES pg_collection (uuid) ON DELETE CASCADE,
                embedding vector, document varchar, document_source_uri varchar, document_status varchar,
                cmetadata jsonb)
            """
        ),
        index("ix_cmetadata_gin", "USING gin (cmetadata jsonb_path_ops)"),
        index("ix_pg_embedding_document_source_uri", "(document_source_uri)"),
        index("ix_pg_embedding_document_status", "(document_status)"),
        ("ix_pg_embedding_id", "CREATE UNIQUE INDEX IF NOT EXISTS ix_pg_embedding_id ON pg_embedding (id)"),
        index("ix_pg_embedding_content_hash", "(collection_id, (cmetadata->>'content_hash'))"),
        // What is asked here alone: pages of sources by code points, and words.
        index(
            "ix_pg_embedding_active_source",
            "((document_source_uri COLLATE \"C\")) WHERE document_status = 'active'"),
        index("ix_pg_embedding_words", "USING gin ((\(words))) WHERE document_status = 'active'"),
    ]

    private static func index(_ name: String, _ what: String) -> (name: String, sql: String) {
        (name, "CREATE INDEX IF NOT EXISTS \(name) ON pg_embedding \(what)")
    }
}
