import Postgres

/// Which words of a question are asked for. Rows are ranked by reading their texts, so that words which are everywhere
/// would make a question take minutes, and tell little: those that are rarer speak for them.
struct PostgresWords {
    let collection: PostgresCollection
    let connection: PostgresConnection

    /// The most rows that are ranked.
    static let mostRanked = 2000

    /// What is asked for, as `websearch_to_tsquery` reads it: one of the rare words, or all where each is common; nil where
    /// no chunk has any.
    func question(of text: String) async throws -> String? {
        let words = Words.ofQuestion(text)
        guard !words.isEmpty else { return nil }
        let counts = try await connection.rows(
            """
            SELECT word, (SELECT count(*) FROM (
                SELECT FROM pg_embedding WHERE \(collection.isActive)
                    AND \(PostgresSchema.words) @@ plainto_tsquery('english', word) LIMIT \(Words.common)) AS chunk)
            FROM unnest($1::text[]) AS asked (word)
            """, [.array(Set(words))]
        ) { row in row.text(0).map { (word: "\"\($0)\"", count: row.int(1) ?? 0) } }
        let known = counts.filter { $0.count > 0 }
        guard !known.isEmpty else { return nil }
        let rare = known.filter { $0.count < Words.common }
        return rare.isEmpty
            ? known.map(\.word).joined(separator: " ") : rare.map(\.word).joined(separator: " or ")
    }
}
