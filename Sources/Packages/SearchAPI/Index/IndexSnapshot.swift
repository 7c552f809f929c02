import Basics
import Embedding
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
    /// Embeds queries with the model that embedded the packages.
    private let embedding: QueryEmbedding?
    private let pool: SearcherPool

    /// Throws `corrupt` or `incompatible` where the model of the index cannot be used.
    init(_ index: SearchIndex, searchers: Int, cacheBytes: Int, models: QueryModels?) throws {
        self.index = index
        build = BuildInfo(index: index)
        answers = AnswerCache(capacity: cacheBytes)
        embedding = try QueryEmbedding(index: index, models: models)
        // With models from elsewhere the same index gives other answers.
        tag = index.fingerprint.hexadecimal + (models == nil ? "" : "m")
        pool = try SearcherPool(index, count: searchers)
    }

    /// Answers a query, by words alone where it cannot be embedded in time.
    func search(_ query: PackageQuery) async -> PackageResults {
        let prepared = PreparedQuery(query, on: index)
        let vector = await embedding?.embed(prepared) ?? .nothing
        return pool.withSearcher { $0.search(prepared, vector) }
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
