import SearchIndex

/// What the query's words mean beyond themselves: synonyms, package sets, and the wish for an alternative.
final class QueryKnowledge {
    private let synonyms: [String: [String]]
    private let ecosystems: [String: [String]]
    private let index: SearchIndex
    /// Filters decided before, by the sets they pass.
    private var preferences: [Set<String>: FacetFilter] = [:]

    init(_ index: SearchIndex) {
        self.index = index
        func table(_ file: KnowledgeTable.File) -> [String: [String]] {
            // The files are part of the program and checked by its tests; without one, search still works.
            let entries = (try? KnowledgeTable(file))?.entries ?? []
            return Dictionary(entries.map { ($0.key, $0.targets) }) { first, _ in first }
        }
        synonyms = table(.synonyms)
        ecosystems = table(.ecosystems)
    }

    /// Lays what is known over a request.
    func enrich(_ request: inout SearchRequest) {
        let words = request.query.words.map { String(decoding: $0, as: UTF8.self) }
        // `wi-fi` is one word to whoever types it and two to the tokenizer: neighbours are looked up together, too.
        let pairs = zip(words, words.dropFirst()).map { ($0, "\($0)-\($1)") }
        for (word, entry) in words.map({ ($0, $0) }) + pairs {
            guard let same = synonyms[entry] else { continue }
            request.synonyms[Array(word.utf8), default: []] += same.flatMap { Query.terms($0) }
        }
        request.alternativeTo = Self.alternative(words)
        if words.count > 1 { request.preferred = preference(words + pairs.map(\.1)) }
    }

    /// A filter that passes the sets the words speak of, nil when they speak of none.
    private func preference(_ words: [String]) -> FacetFilter? {
        let wanted = Set(words.flatMap { ecosystems[$0] ?? [] })
        guard !wanted.isEmpty else { return nil }
        if let known = preferences[wanted] { return known }
        let filter = index.filter(.set) { wanted.contains(PackageSet.unversioned($0).lowercased()) }
        preferences[wanted] = filter
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
