import Basics
import JSON
import PackageSearch
import SearchEngine

/// One opened index with all that answers from it: a request keeps the one it began with.
public final class IndexSnapshot: Sendable {
    /// The opened index file.
    let index: SearchIndex
    /// What the index says of its making: run, time, revision.
    let build: BuildInfo
    /// Names the contents: the same text for the same index bytes.
    public let tag: String
    /// Answers that this index gave lately.
    let answers: AnswerCache
    /// What browsers keep of this index, written when it is first asked for.
    let offlinePackages = KeptBody()
    /// Embeds queries with the model that the index carries.
    private let embedding: QueryEmbedding?
    private let pool: SearcherPool

    /// Throws `corrupt` or `incompatible` where the model of the index cannot be used.
    init(_ index: SearchIndex, searchers: Int, cacheBytes: Int) throws {
        self.index = index
        build = BuildInfo(index: index)
        tag = index.fingerprint.hexadecimal
        answers = AnswerCache(capacity: cacheBytes)
        embedding = try QueryEmbedding(index: index)
        pool = try SearcherPool(index, count: searchers)
    }

    /// Answers a query. Where `other` is given it embeds the query in place of the index's own model; one whose vectors
    /// cannot be compared with those of this index counts as one that fails.
    func search(_ query: PackageQuery, embedding other: QueryEmbedding? = nil) async -> PackageResults {
        let prepared = PreparedQuery(query, on: index)
        let vector = await embed(prepared, other)
        return pool.withSearcher { $0.search(prepared, vector) }
    }

    private func embed(_ prepared: PreparedQuery, _ other: QueryEmbedding?) async -> QueryEmbedding.Outcome {
        guard index.vectorCount > 0, prepared.embeddableText != nil, let embedding = other ?? embedding else {
            return .nothing
        }
        guard other == nil || embedding.fits(index) else {
            return .failed("the embedder of queries is not of the model that embedded this index")
        }
        return await embedding.embed(prepared)
    }

    /// The package with this attribute path, nil where there is none.
    func package(_ attributePath: String) -> PackageHit? {
        pool.withSearcher { $0.package(attributePath) }
    }

    /// Everything about a package of this index.
    func detail(of hit: PackageHit) -> PackageDetail {
        let similar = pool.withSearcher { $0.similar(to: hit, limit: PackageDetail.similarCount) }
        return PackageDetail(hit, similar: similar, revision: build.nixpkgsReference)
    }
}
