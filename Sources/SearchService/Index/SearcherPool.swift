import PackageSearch
import SearchIndex
import Synchronization

/// Searchers for any number of threads: each has its own working memory and serves one request at a time.
final class SearcherPool: Sendable {
    /// A mutex in a class, so that an array can hold several.
    private final class Slot: Sendable {
        let searcher: Mutex<PackageSearcher>
        init(_ index: SearchIndex) { searcher = Mutex(PackageSearcher(index)) }
    }

    private let slots: [Slot]
    private let turn = Atomic<UInt>(0)

    init(_ index: SearchIndex, count: Int) { slots = (0..<max(1, count)).map { _ in Slot(index) } }

    /// Lends a free searcher to `body`; where all are busy, waits for one of them. A search takes well under a
    /// millisecond, so waiting costs less than more memory would.
    func withSearcher<Result: Sendable>(_ body: (PackageSearcher) throws -> Result) rethrows -> Result {
        let start = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        for i in slots.indices {
            let slot = slots[Int((start &+ UInt(i)) % UInt(slots.count))]
            if let result = try slot.searcher.withLockIfAvailable({ try body($0) }) { return result }
        }
        return try slots[Int(start % UInt(slots.count))].searcher.withLock { try body($0) }
    }
}
