import Basics
import JSON
import Postgres

/// One question to a collection of the database, within a transaction.
struct PostgresSearch {
    let query: ChunkQuery
    let collection: PostgresCollection
    let connection: PostgresConnection

    /// A row that was found.
    private struct Found {
        let id: String
        let chunk: FoundChunk
    }

    /// The best chunks.
    func answer() async throws -> [FoundChunk] {
        guard query.mode == .hybrid else { return try await nearest(query.limit).map(\.chunk) }
        let depth = RankFusion.depth(for: query.limit)
        let (near, byWords) = (try await nearest(depth), try await rowsWithWords(depth))
        let chunks = Dictionary((near + byWords).map { ($0.id, $0.chunk) }) { first, _ in first }
        return RankFusion.fuse([near.map(\.id), byWords.map(\.id)]).prefix(query.limit).compactMap { chunks[$0] }
    }

    /// The rows nearest to the question, best first, at most `count`.
    private func nearest(_ count: Int) async throws -> [Found] {
        if query.filter == nil, query.collection.dimension <= PostgresSchema.longestIndexed {
            try await prepareIndex(count)
            let found = try await rows(nearestSQL(count, isIndexed: true))
            // The index leads to rows that are gone, too, until it is vacuumed; too many of them hide the others.
            if found.count >= count { return alike(found) }
        }
        return alike(try await rows(nearestSQL(count, isIndexed: false)))
    }

    /// The statement for the nearest rows: cast and condition are the index's, or every row is compared.
    func nearestSQL(_ count: Int, isIndexed: Bool) -> Statement {
        let vector = isIndexed ? "(embedding::vector(\(query.collection.dimension)))" : "embedding"
        return statement(distance: "\(vector) <=> $1::vector", count: count)
    }

    /// As deep as is asked, and as far as it takes where pgvector can (0.8).
    private func prepareIndex(_ count: Int) async throws {
        try await connection.run(
            """
            SELECT set_config('hnsw.ef_search', $1::text, true),
                CASE WHEN name IS NOT NULL THEN set_config(name, 'strict_order', true) END
            FROM (SELECT $2::vector IS NOT NULL AS is_loaded) AS pgvector
                LEFT JOIN pg_settings ON is_loaded AND name = 'hnsw.iterative_scan'
            """, [.int(max(40, 2 * count)), question])
    }

    /// The rows with words of the question, best first, at most `count`.
    private func rowsWithWords(_ count: Int) async throws -> [Found] {
        let words = PostgresWords(collection: collection, connection: connection)
        guard let asked = try await words.question(of: query.text) else { return [] }
        return alike(try await rows(statement(distance: "embedding <=> $1::vector", words: asked, count: count)))
    }

    /// A statement with its parameters.
    typealias Statement = (sql: String, parameters: [PostgresValue])

    private func statement(distance: String, words: String? = nil, count: Int) -> Statement {
        var filter = FilterSQL(after: [question, .int(count)] + (words.map { [.text($0)] } ?? []))
        var (rows, order) = (collection.isActive, distance)
        if let condition = query.filter.map({ filter.condition($0) }) { rows += " AND \(condition)" }
        if words != nil {
            let asked = "websearch_to_tsquery('english', $3::text)"
            rows += " AND \(PostgresSchema.words) @@ \(asked) LIMIT \(PostgresWords.mostRanked)"
            order = "ts_rank(\(PostgresSchema.words), \(asked)) DESC, id"
        }
        let sql = """
            SELECT id, COALESCE(document, ''), COALESCE(cmetadata, '{}')::text, 1 - (\(distance))
            FROM (SELECT * FROM pg_embedding WHERE \(rows)) AS chunk ORDER BY \(order) LIMIT $2::bigint
            """
        return (sql, filter.parameters)
    }

    private var question: PostgresValue { .binary(PostgresVector.bytes(query.vector)) }

    private func rows(_ statement: Statement) async throws -> [Found] {
        try await connection.rows(statement.sql, statement.parameters) { row in
            guard let id = row.text(0), let text = row.text(1), let score = row.double(3) else { return nil }
            let metadata = try row.withBytes(2) { try JSONValue.parse($0) }
            // A vector without a direction is like no other.
            return Found(id: id, chunk: FoundChunk(text: text, metadata: metadata, score: score.isNaN ? 0 : score))
        }
    }

    private func alike(_ found: [Found]) -> [Found] { found.filter { $0.chunk.score >= query.threshold } }
}
