import Basics
import DocumentStoreConformance
import JSON
import Postgres
import Testing

@testable import DocumentStore

@Suite("Documents in a Postgres server", .serialized, .timeLimit(.minutes(15)))
struct LivePostgresStoreTests {
    @Test(arguments: DocumentStoreCheck.all)
    func keepsTheRules(_ check: DocumentStoreCheck) async throws {
        try await LivePostgres.withSchema { configuration in
            try await check.run(PostgresStore(configuration), PostgresStore(configuration, connections: 2))
        }
    }

    private static let collection = DocumentCollection("a 'model'", dimension: 16)

    private static func chunk(_ number: Int, version: Int = 1) -> StoredChunk {
        var vector = [Float](repeating: 0, count: 16)
        vector[number % 16] = 0.8
        vector[(number / 16 + 1) % 16] += 0.6
        return StoredChunk(
            text: "chunk \(number)", vector: vector,
            metadata: ["create_timestamp": .integer(Int64(version)), "content_hash": .string("\(number)")])
    }

    private static func put(_ store: PostgresStore, count: Int, version: Int = 1, kept: Int = 1) async throws {
        let chunks = handing((0..<count).map { chunk($0, version: version) })
        _ = try await store.replace(
            "s3://b/a", in: collection, keepingInactive: kept, with: chunks, mayCommit: {})
    }

    private static func rows(_ connection: PostgresConnection, _ sql: String) async throws -> [String] {
        try await connection.rows(sql) { $0.text(0) }
    }

    @Test func tablesAndRowsAreThoseThatOthersRead() async throws {
        try await LivePostgres.withSchema { configuration in
            let store = PostgresStore(configuration)
            try await store.migrate([Self.collection])
            try await Self.put(store, count: 3)
            try await Self.put(store, count: 2, version: 2)
            let connection = try await PostgresConnection.open(configuration)
            let columns = try await Self.rows(
                connection,
                """
                SELECT table_name || '.' || column_name || ' ' || udt_name FROM information_schema.columns
                WHERE table_schema = current_schema ORDER BY table_name, ordinal_position
                """)
            #expect(
                columns == [
                    "pg_collection.uuid uuid", "pg_collection.name varchar", "pg_collection.cmetadata json",
                    "pg_embedding.id varchar", "pg_embedding.collection_id uuid", "pg_embedding.embedding vector",
                    "pg_embedding.document varchar", "pg_embedding.document_source_uri varchar",
                    "pg_embedding.document_status varchar", "pg_embedding.cmetadata jsonb",
                ])
            let id = try #require(try await Self.rows(connection, "SELECT uuid::text FROM pg_collection").first)
            let indexes = try await Self.rows(
                connection, "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema ORDER BY 1")
            #expect(
                indexes == [
                    "ix_cmetadata_gin", "ix_pg_embedding_active_source", "ix_pg_embedding_content_hash",
                    "ix_pg_embedding_document_source_uri", "ix_pg_embedding_document_status",
                    "ix_pg_embedding_hnsw_\(id.prefix(8))", "ix_pg_embedding_id", "ix_pg_embedding_words",
                    "pg_collection_name_key", "pg_collection_pkey", "pg_embedding_pkey",
                ])
            let stored = try await Self.rows(
                connection,
                """
                SELECT concat_ws(' ', document_status, document, document_source_uri, cmetadata->>'create_timestamp',
                    vector_dims(embedding), collection_id = (SELECT uuid FROM pg_collection), id ~ '^[0-9a-f-]{14}4')
                FROM pg_embedding ORDER BY 1
                """)
            #expect(
                stored == [
                    "active chunk 0 s3://b/a 2 16 t t", "active chunk 1 s3://b/a 2 16 t t",
                    "inactive chunk 0 s3://b/a 1 16 t t", "inactive chunk 1 s3://b/a 1 16 t t",
                    "inactive chunk 2 s3://b/a 1 16 t t",
                ])
            #expect(
                try await Self.rows(connection, "SELECT 'is null' FROM pg_collection WHERE cmetadata IS NULL").count
                    == 1)
        }
    }

    @Test func questionsUseTheIndexAndThoseWithAFilterDoNot() async throws {
        try await LivePostgres.withSchema { configuration in
            let store = PostgresStore(configuration)
            try await store.migrate([Self.collection])
            try await Self.put(store, count: 2000)
            let connection = try await PostgresConnection.open(configuration)
            try await connection.execute("ANALYZE pg_embedding")
            let found = try #require(try await PostgresCollection.find(Self.collection.name, connection))
            #expect(found.dimension == 16)
            var query = ChunkQuery("", vector: Self.chunk(7).vector, in: Self.collection, filter: nil)
            for (filter, isIndexed) in [(nil, true), (ChunkFilter.compare("n", .greater, 3), false)] {
                query.filter = filter
                let search = PostgresSearch(query: query, collection: found, connection: connection)
                let statement = search.nearestSQL(5, isIndexed: isIndexed)
                let plan = try await connection.rows("EXPLAIN \(statement.sql)", statement.parameters) { $0.text(0) }
                let usesIndex = plan.contains { $0.contains("Index Scan using ix_pg_embedding_hnsw_") }
                #expect(usesIndex == isIndexed, "\(plan)")
            }
        }
    }

    @Test func whoMayNotMakeTablesUsesThoseThatAreThere() async throws {
        try await LivePostgres.withSchema { configuration in
            try await PostgresStore(configuration).migrate([Self.collection])
            let owner = try await PostgresConnection.open(configuration)
            let schema = try #require(try await Self.rows(owner, "SELECT current_schema::text").first)
            try await owner.execute(
                """
                CREATE ROLE writer_\(schema) LOGIN PASSWORD 'secret';
                GRANT USAGE ON SCHEMA \(schema) TO writer_\(schema);
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO writer_\(schema)
                """)
            let url = try LivePostgres.variable("DATABASE_URL")
            let address = url.drop { $0 != "@" }
            let writing = try PostgresConfiguration(
                url: "postgres://writer_\(schema):secret\(address)?options=-csearch_path%3D\(schema)%2Cpublic")
            let store = PostgresStore(writing)
            try await store.migrate([Self.collection])
            try await Self.put(store, count: 3)
            #expect(try await store.remove("s3://b/a", from: nil) == 3)
            let error = await #expect(throws: FdnixError.self) {
                try await store.migrate([DocumentCollection("new", dimension: 3)])
            }
            #expect(error?.code == .denied)
            #expect(try await !store.hasCollection("new"))
            try await owner.execute("DROP OWNED BY writer_\(schema); DROP ROLE writer_\(schema)")
        }
    }

    @Test func aConnectionThatBreaksLeavesTheOldVersionAndIsReplaced() async throws {
        try await LivePostgres.withSchema { configuration in
            let store = PostgresStore(configuration, connections: 1)
            try await store.migrate([Self.collection])
            try await Self.put(store, count: 3)
            let other = try await PostgresConnection.open(configuration)
            let error = await #expect(throws: FdnixError.self) {
                _ = try await store.replace("s3://b/a", in: Self.collection, keepingInactive: 0) {
                    nil
                } mayCommit: {
                    let ended = try await other.rows(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'
                        """
                    ) { $0.bool(0) }
                    #expect(ended.contains(true))
                }
            }
            #expect(error?.code == .network)
            #expect(error?.isRetryable == true)
            #expect(try await store.sources(in: nil, after: nil, limit: 3) == ["s3://b/a"])
        }
    }

    @Test func collectionsKnowTheirSizeFromRowsWhereTheyHaveNoIndex() async throws {
        try await LivePostgres.withSchema { configuration in
            let store = PostgresStore(configuration)
            let long = DocumentCollection("long", dimension: 2001)
            try await store.migrate([long])
            let vector = [Float](repeating: 0.5, count: 2001)
            let chunks = handing([StoredChunk(text: "x", vector: vector, metadata: ["create_timestamp": 1])])
            _ = try await store.replace(
                "s3://b/a", in: long, keepingInactive: 0, with: chunks, mayCommit: {})
            let error = await #expect(throws: FdnixError.self) {
                try await store.migrate([DocumentCollection("long", dimension: 2002)])
            }
            #expect(error?.code == .usage)
        }
    }
}
