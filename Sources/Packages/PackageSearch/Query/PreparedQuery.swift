public import SearchEngine

/// A package query with its text taken apart: made once, before the text is embedded and searched for.
public struct PreparedQuery: Sendable {
    /// The query whose text was taken apart.
    public let query: PackageQuery
    let parsed: Query
    /// The packages that the text names in another way than by a name of theirs.
    let leading: [Int]
    /// What is to be said of these names.
    let notes: [String]

    /// Takes the text of `query` apart, by what `index` holds; every text is a query, none is an error.
    public init(_ query: PackageQuery, on index: SearchIndex) {
        self.query = query
        func parse(_ text: String) -> Query {
            Query(parsing: text, labels: PackageFilters.labels, ranked: PackageFilters.rankedLabels)
        }
        var parsed = parse(query.text)
        // What is pasted has dashes and quotation marks of its own; operators make it a query.
        let isPlain = parsed.labels.isEmpty && parsed.phrases.isEmpty
        let reading =
            query.isCompletion ? nil : QueryReading(isPlain ? query.text : parsed.text, index)
        if let reading, isPlain {
            parsed = parse(reading.text)
        } else if let reading {
            parsed.replaceText(by: reading.text)
        }
        (self.parsed, leading, notes) = (parsed, reading?.leading ?? [], reading?.notes ?? [])
    }

    /// The text to embed: what was typed, without its operators. Nil where embeddings are not wanted, or there is
    /// nothing to embed.
    public var embeddableText: String? { query.semantic != false && !parsed.isEmpty ? parsed.text : nil }
}
