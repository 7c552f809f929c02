import SearchEngine

/// A package query with its text taken apart: made once, before the text is embedded and searched for.
public struct PreparedQuery: Sendable {
    /// The query whose text was taken apart.
    public let query: PackageQuery
    let parsed: Query

    /// Takes the text of `query` apart; every text is a query, none is an error.
    public init(_ query: PackageQuery) {
        self.query = query
        parsed = Query(parsing: query.text, labels: PackageFilters.labels, ranked: PackageFilters.rankedLabels)
    }

    /// The text to embed: what was typed, without its operators. Nil where embeddings are not wanted, or there is
    /// nothing to embed.
    public var embeddableText: String? { query.semantic != false && !parsed.isEmpty ? parsed.text : nil }
}
