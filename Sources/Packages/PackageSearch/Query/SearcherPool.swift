import SearchEngine
import Synchronization

/// Searchers for any number of threads: each has its own working memory and serves one request at a time.
public final class SearcherPool: Sendable {
    /// A mutex in a class, so that an array can hold several.
    private final class Slot: Sendable {
        let searcher: Mutex<PackageSearcher>
        init(_ index: SearchIndex) throws {
            let searcher = try PackageSearcher(index)
            self.searcher = Mutex(searcher)
        }
    }

    private let slots: [Slot]
    private let turn = Atomic<UInt>(0)

    /// `count` searchers on `index`: as many as threads may search at once. Throws as `PackageSearcher.init` does.
    public init(_ index: SearchIndex, count: Int) throws {
        slots = try (0..<max(1, count)).map { _ in try Slot(index) }
    }

    /// Lends a free searcher to `body`; where all are busy, waits for one of them. A search takes well under a
    /// millisecond, so waiting costs less than more memory would.
    public func withSearcher<Result: Sendable>(_ body: (PackageSearcher) throws -> Result) rethrows -> Result {
        let start = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        for i in slots.indices {
            let slot = slots[Int((start &+ UInt(i)) % UInt(slots.count))]
            if let result = try slot.searcher.withLockIfAvailable({ try body($0) }) { return result }
        }
        return try slots[Int(start % UInt(slots.count))].searcher.withLock { try body($0) }
    }
}
