import SearchEngine

/// What the query's words mean beyond themselves: synonyms, package sets, and the wish for an alternative.
final class QueryKnowledge {
    /// The tables about words of queries, read once in a process.
    private struct Tables: Sendable {
        var synonyms: [String: [String]]
        var ecosystems: [String: [String]]

        static let bundled = Result { () throws in
            func table(_ file: KnowledgeTable.File) throws -> [String: [String]] {
                Dictionary(try KnowledgeTable(file).entries.map { ($0.key, $0.targets) }) { first, _ in first }
            }
            return Tables(synonyms: try table(.synonyms), ecosystems: try table(.ecosystems))
        }
    }

    private let tables: Tables
    private let index: SearchIndex
    /// Filters decided before, one a package set that the tables name: as many as there are sets, whatever is asked.
    private(set) var preferences: [String: FacetFilter] = [:]

    /// Throws `malformedInput` where the program's own tables are damaged.
    init(_ index: SearchIndex) throws {
        self.index = index
        tables = try Tables.bundled.get()
    }

    /// Lays what is known over a request.
    func enrich(_ request: inout SearchRequest) {
        let words = request.query.words.map { String(decoding: $0, as: UTF8.self) }
        // `wi-fi` is one word to whoever types it and two to the tokenizer: neighbours are looked up together, too.
        let pairs = zip(words, words.dropFirst()).map { ($0, "\($0)-\($1)") }
        for (word, entry) in words.map({ ($0, $0) }) + pairs {
            guard let same = tables.synonyms[entry] else { continue }
            request.synonyms[Array(word.utf8), default: []] += same.flatMap { Query.terms($0) }
        }
        request.alternativeTo = Self.alternative(words)
        if words.count > 1 { request.preferred = preference(words + pairs.map(\.1)) }
    }

    /// A filter that passes the sets the words speak of, nil when they speak of none.
    private func preference(_ words: [String]) -> FacetFilter? {
        let wanted = Set(words.flatMap { tables.ecosystems[$0] ?? [] })
        return wanted.sorted().map(filter).reduce(nil) { union, next in union.map { $0.union(next) } ?? next }
    }

    private func filter(_ set: String) -> FacetFilter {
        if let known = preferences[set] { return known }
        let filter = index.filter(.set) { PackageSet.unversioned($0).lowercased() == set }
        preferences[set] = filter
        return filter
    }

    /// The product of "open source X alternative", "replacement for X", "better X", "something like X".
    static func alternative(_ words: [String]) -> String? {
        guard words.contains(where: comparing.contains) else { return nil }
        let rest = words.filter { !comparing.contains($0) && !filling.contains($0) }
        return rest.isEmpty ? nil : rest.joined(separator: " ")
    }

    private static let comparing: Set<String> = [
        "alternative", "alternatives", "replacement", "replacements", "replace", "substitute", "clone", "clones",
        "equivalent", "equivalents", "similar", "instead", "better", "smarter", "modern", "faster", "nicer",
        "improved", "like",
    ]
    private static let filling: Set<String> = [
        "a", "an", "the", "to", "for", "of", "with", "than", "and", "in", "on", "open", "source", "opensource", "free",
        "libre", "foss", "self", "hosted", "selfhosted", "linux", "nixos", "local", "command", "program", "tool",
        "app", "application", "software", "something", "good", "best",
    ]
}
