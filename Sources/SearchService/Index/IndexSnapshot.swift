import Basics
import JSON
import PackageSearch
import SearchIndex

/// One opened index with all that answers from it: a request keeps the one it began with.
public final class IndexSnapshot: Sendable {
    /// The index.
    public let index: SearchIndex
    /// What its builder wrote: run, time, revision.
    public let info: JSONObject
    /// Names the contents: the same text for the same index bytes.
    public let tag: String
    /// Answers that this index gave lately.
    let answers: AnswerCache
    private let pool: SearcherPool

    init(_ index: SearchIndex, searchers: Int, cacheBytes: Int) {
        self.index = index
        answers = AnswerCache(capacity: cacheBytes)
        info = (try? JSONValue.parse(index.buildInfo.bytes))?.object ?? JSONObject()
        let digits = String(index.fingerprint, radix: 16)
        tag = String(repeating: "0", count: max(0, 16 - digits.count)) + digits
        pool = SearcherPool(index, count: searchers)
    }

    /// A text of the build information, nil where the builder did not know it.
    public func text(_ key: String) -> String? {
        guard let text = info[key]?.string, !text.isEmpty, text != "unknown" else { return nil }
        return text
    }

    /// Answers a query.
    public func search(_ query: PackageQuery) -> PackageResults { pool.withSearcher { $0.search(query) } }

    /// One package, nil where there is none.
    public func package(_ attributePath: String) -> PackageHit? {
        pool.withSearcher { $0.package(attributePath) }
    }

    /// The packages most like one, best first.
    public func similar(to hit: PackageHit, limit: Int) -> [PackageHit] {
        pool.withSearcher { $0.similar(to: hit, limit: limit) }
    }
}
