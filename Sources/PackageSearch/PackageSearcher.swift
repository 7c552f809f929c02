import SearchIndex

/// Searches packages on one index: turns what users ask for into requests the engine understands.
///
/// Not thread-safe, like the engine's searcher; make one for each thread.
public final class PackageSearcher {
    /// The index.
    public var index: SearchIndex { searcher.index }
    /// The engine, for its ranking constants.
    public let searcher: Searcher
    private let knowledge: QueryKnowledge

    /// A searcher on `index`.
    public init(_ index: SearchIndex) {
        searcher = Searcher(index)
        knowledge = QueryKnowledge(index)
    }

    /// Answers a query.
    public func search(_ query: PackageQuery) -> PackageResults {
        let parsed = Query(
            parsing: query.text, labels: PackageFilters.labels, ranked: PackageFilters.rankedLabels)
        var request = SearchRequest(parsed)
        request.filters = PackageFilters.filters(for: query, labels: parsed.labels, index)
        request.nameFilters = PackageFilters.nameFilters(parsed.labels)
        request.limit = query.limit
        request.offset = query.offset
        request.explain = query.explain
        request.lexical = query.lexical
        request.facets = query.facets
        (request.excludedFlags, request.forgivenFlags) = PackageFilters.flags(for: query)
        knowledge.enrich(&request)
        if query.semantic, !parsed.isEmpty { request.vector = searcher.embed(parsed.text) }
        let profile = searcher.profile
        if query.isCompletion { searcher.profile = .completion }
        defer { searcher.profile = profile }
        let found = searcher.search(request)
        let hits = found.hits.map {
            PackageHit(document: $0.document, score: $0.score, explanation: $0.explanation, index: index)
        }
        return PackageResults(
            query: query.text, hits: hits, total: found.total, hidden: found.hidden,
            isHybrid: request.vector != nil, facets: found.facets)
    }

    /// The packages whose descriptions mean nearly the same as another's, best first; `score` is the cosine.
    public func similar(to hit: PackageHit, limit: Int) -> [PackageHit] {
        searcher.similar(to: hit.document, limit: limit).map {
            PackageHit(document: $0.document, score: $0.score, explanation: nil, index: index)
        }
    }

    /// The package with this attribute path.
    public func package(_ attributePath: String) -> PackageHit? {
        index.document(key: attributePath).map {
            PackageHit(document: $0, score: 0, explanation: nil, index: index)
        }
    }
}

/// The answer to a package query.
public struct PackageResults: Sendable {
    /// What was asked.
    public let query: String
    /// One page, best first.
    public let hits: [PackageHit]
    /// How many packages match in all.
    public let total: Int
    /// How many more match but have a flag that excludes them.
    public let hidden: Int
    /// Whether both legs took part.
    public let isHybrid: Bool
    /// The values of the facet columns asked for, with the number of packages that have them.
    public let facets: [FacetColumn: [FacetCount]]

    /// What a user should know about the answer, nil when nothing.
    public var note: String? {
        guard hidden > 0 else { return nil }
        let (packages, are) = hidden == 1 ? ("package", "is") : ("packages", "are")
        return "\(hidden) more matching \(packages) \(are) broken, unfree or otherwise excluded"
            + " (include_broken, include_unfree)"
    }
}
