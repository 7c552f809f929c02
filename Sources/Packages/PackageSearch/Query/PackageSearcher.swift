import Embedding
import SearchEngine

/// Searches packages on one index: turns what users ask for into requests that the engine understands.
///
/// ```swift
/// let index = try SearchIndex(path: "fdnix.idx", schema: .packages)
/// let searcher = try PackageSearcher(index)
/// let prepared = PreparedQuery(PackageQuery("convert video to gif"), on: index)
/// let vector = await QueryEmbedding(index: index)?.embed(prepared) ?? .nothing
/// for hit in searcher.search(prepared, vector).hits { print(hit[.attributePath]) }
/// ```
///
/// Not thread-safe, like the engine's searcher; make one for each thread.
public final class PackageSearcher {
    /// The index that is searched.
    public var index: SearchIndex { searcher.index }
    private let searcher: Searcher
    private let knowledge: QueryKnowledge

    /// A searcher on `index`, with the constants of `profile`. Throws where the program's own knowledge is damaged.
    public init(_ index: SearchIndex, profile: RankingProfile = RankingProfile()) throws {
        searcher = Searcher(index, profile: profile)
        knowledge = try QueryKnowledge(index)
    }

    /// Answers a query, of which `embedding` is what became of its text.
    public func search(_ prepared: PreparedQuery, _ embedding: QueryEmbedding.Outcome) -> PackageResults {
        let (query, parsed) = (prepared.query, prepared.parsed)
        var request = SearchRequest(parsed)
        request.filters = PackageFilters.filters(for: query, labels: parsed.labels, index)
        request.nameFilters = PackageFilters.nameFilters(parsed.labels)
        request.limit = query.limit
        request.offset = query.offset
        request.explain = query.explain ?? false
        request.lexical = query.lexical
        request.isCompletion = query.isCompletion
        request.facets = query.facets
        request.leading = prepared.leading
        request.collapsesVariants = query.variants != true
        (request.excludedFlags, request.forgivenFlags) = PackageFilters.flags(for: query)
        knowledge.enrich(&request)
        var failure: String?
        switch embedding {
        case .vector(let vector): request.vector = vector
        case .nothing: break
        case .failed(let reason): failure = reason
        }
        let found = searcher.search(request)
        let hits = found.hits.map {
            PackageHit(
                document: $0.document, score: $0.score, explanation: $0.explanation, index: index, matching: $0.variants
            )
        }
        return PackageResults(
            query: query.text, hits: hits, total: found.total, totalPackages: found.documents, hidden: found.hidden,
            isHybrid: request.vector != nil,
            isByMeaningOnly: request.vector != nil && !found.hasWords && !parsed.isEmpty && found.total > 0,
            embeddingFailure: failure, facets: found.facets, words: parsed.text, readingNotes: prepared.notes)
    }

    /// Answers a query by its words alone.
    public func search(_ query: PackageQuery) -> PackageResults { search(PreparedQuery(query, on: index), .nothing) }

    /// The packages whose descriptions mean nearly the same as another's, best first; `score` is the cosine.
    public func similar(to hit: PackageHit, limit: Int) -> [PackageHit] {
        searcher.similar(to: hit.document, limit: limit).map {
            PackageHit(document: $0.document, score: $0.score, explanation: nil, index: index)
        }
    }

    /// The package with this attribute path, or the one package that is named so as people paste it: behind `nixpkgs.`,
    /// with its version, as a store path. Nil for a version that is not there, too.
    public func package(_ name: String) -> PackageHit? {
        let document = index.document(key: name) ?? QueryReading(name, index)?.onlyDocument
        return document.map { PackageHit(document: $0, score: 0, explanation: nil, index: index) }
    }
}

/// The answer to a package query.
public struct PackageResults: Sendable {
    /// The text that was asked for, as the user typed it.
    public let query: String
    /// The page asked for, the best package first.
    public let hits: [PackageHit]
    /// How many answers there are in all: packages, of which the variants of one thing count once unless the query asks
    /// for them apart.
    public let total: Int
    /// How many packages match in all.
    public let totalPackages: Int
    /// How many more match but have a flag that excludes them.
    public let hidden: Int
    /// Whether the embedding of the query took part beside its words.
    public let isHybrid: Bool
    /// Whether no package has any word of the query: what was found is only near it in meaning.
    public let isByMeaningOnly: Bool
    /// Why the embedding of the query did not take part although it was wanted, nil where nothing went wrong. Such an
    /// answer is not the one that the next try may give.
    public let embeddingFailure: String?
    /// The values of the facet columns asked for, with the number of packages that have them.
    public let facets: [FacetColumn: [FacetCount]]
    /// The query without its operators.
    let words: String
    /// What is to be said of names in the query that packages do not have.
    let readingNotes: [String]

    /// How the answer was found, as the API tells it: `hybrid`, `fts` for words alone, or `semantic` where no word of the
    /// query occurs anywhere.
    public var searchType: String { isByMeaningOnly ? "semantic" : isHybrid ? "hybrid" : "fts" }

    /// What a user should know about how the query was read: names that no package has, words that occur nowhere.
    public var queryNote: String? {
        let notes =
            readingNotes + (isByMeaningOnly ? ["nothing contains \"\(words)\": these are nearest by meaning"] : [])
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    /// What a user should know about the answer, nil when nothing.
    public var note: String? {
        var notes = queryNote.map { [$0] } ?? []
        if hidden > 0 {
            let (packages, are) = hidden == 1 ? ("package", "is") : ("packages", "are")
            notes.append(
                "\(hidden) more matching \(packages) \(are) broken, unfree or otherwise excluded"
                    + " (\(SearchOption.includeBroken.name), \(SearchOption.includeUnfree.name))")
        }
        if embeddingFailure != nil { notes.append("found by words alone: embeddings are not available at the moment") }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }
}
