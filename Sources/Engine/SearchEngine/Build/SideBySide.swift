import Dispatch
import Synchronization

/// Runs independent pieces of work on as many cores as there are, and waits for all.
enum SideBySide {
    /// The results of `work`, in order.
    static func map<T: Sendable>(_ work: [@Sendable () -> T]) -> [T] {
        let results = Mutex([T?](repeating: nil, count: work.count))
        DispatchQueue.concurrentPerform(iterations: work.count) { i in
            let result = work[i]()
            results.withLock { $0[i] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }
}
