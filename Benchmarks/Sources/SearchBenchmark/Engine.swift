import Embedding
import FoundationEssentials
import SearchEngine
import StaticEmbedding

/// The ways of searching that are timed.
enum Mode: String, CaseIterable, Codable, Sendable {
    /// Words, names and embeddings, the embedding of the query included: what a user gets.
    case hybrid
    /// Words and names.
    case lexical
    /// Words and names, ten hits, for the prefixes only: a completion on every keystroke.
    case completion
    /// Embeddings alone, the query's being at hand: what a vector index is compared with.
    case semantic
    /// The embedding of the query alone.
    case embedding

    /// Whether queries of a class are part of the mode.
    func covers(_ kind: String) -> Bool { self != .completion || kind == "prefix" }
}

/// Searches as fdnix does: parse, embed, search, and read what is shown of each hit.
final class Engine {
    let index: SearchIndex
    private let searcher: Searcher
    private let model: StaticModel?
    private let limit: Int

    /// Broken and unfree, which a plain search leaves out.
    private static let hiddenFlags: UInt8 = 3
    /// A ranking in which nothing but the cosine counts.
    static let cosineOnly = {
        var profile = RankingProfile()
        profile.alpha = 1
        profile.cosineFloor = 0
        profile.priorWeight = 0
        profile.flagPenalty = 0
        profile.variantPenalty = 0
        return profile
    }()
    /// Attribute path, name, program, version and description.
    private static let shownFields = 0..<5

    /// Where nothing but the cosine counts.
    private lazy var nearestSearcher = Searcher(index, profile: Self.cosineOnly)

    init(_ index: SearchIndex, limit: Int) throws {
        self.index = index
        self.limit = limit
        searcher = Searcher(index)
        model = try index.model.map { try StaticModel($0) }
    }

    /// Does what `mode` stands for, once; returns a number that depends on the answer.
    func run(_ mode: Mode, _ text: String, vector: [Float]?) -> Int {
        switch mode {
        case .hybrid: search(text, limit: limit, isHybrid: true)
        case .lexical: search(text, limit: limit, isHybrid: false)
        case .completion: search(text, limit: 10, isHybrid: false)
        case .semantic: vector.map { shown(nearest($0, limit: limit)) } ?? 0
        case .embedding: embed(text)?.count ?? 0
        }
    }

    /// Answers one query; returns how many bytes its hits show.
    func search(_ text: String, limit: Int, isHybrid: Bool) -> Int {
        var request = SearchRequest(Query(parsing: text))
        request.limit = limit
        request.excludedFlags = Self.hiddenFlags
        request.forgivenFlags = Self.hiddenFlags
        if isHybrid, !request.query.isEmpty { request.vector = embed(request.query.text) }
        return shown(searcher.search(request).hits)
    }

    /// The documents nearest to `vector`, by `other` where it is given.
    func nearest(_ vector: [Float], limit: Int, by other: Searcher? = nil) -> [Hit] {
        var query = Query(parsing: "")
        // A word that no document has: without one there would be no query.
        query.words = [[0xFF]]
        var request = SearchRequest(query)
        request.vector = vector
        request.limit = limit
        return (other ?? nearestSearcher).search(request).hits
    }

    /// The embedding of a query, nil where the model knows no word of it.
    func embed(_ text: String) -> [Float]? {
        guard let model else { return nil }
        var vector = [Float](repeating: 0, count: model.dimension)
        return vector.withUnsafeMutableBufferPointer { model.embed(text, into: $0) } ? vector : nil
    }

    private func shown(_ hits: [Hit]) -> Int {
        var bytes = 0
        for hit in hits {
            for field in Self.shownFields { bytes += index.stored(hit.document, field).utf8.count }
        }
        return bytes
    }

    // MARK: For comparison with exact search

    /// One row of floats a query.
    func vectors(of stream: QueryStream) -> Data {
        let dimension = index.model?.dimension ?? 0
        var data = Data()
        for query in stream.queries {
            let row = embed(query.text) ?? [Float](repeating: 0, count: dimension)
            row.withUnsafeBytes { data.append(contentsOf: $0) }
        }
        return data
    }

    /// The keys of the ten nearest documents of each query when `rescored` of the nearest sketches are rescored, and
    /// the median time of a query in microseconds.
    func nearestKeys(of stream: QueryStream, rescored: Int) -> (keys: [[String]], median: Double) {
        var profile = Self.cosineOnly
        profile.rescored = rescored
        let searcher = Searcher(index, profile: profile)
        var times: [Double] = []
        let keys = stream.queries.map { query -> [String] in
            guard let vector = embed(query.text) else { return [] }
            var hits: [Hit] = []
            times.append(microseconds { hits = nearest(vector, limit: 10, by: searcher) })
            return hits.map { index.stored($0.document, 0) }
        }
        return (keys, Distribution.percentile(times.sorted(), 50))
    }
}
