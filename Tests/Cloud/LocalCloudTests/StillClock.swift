import Basics
import Synchronization

/// A clock that stands still until it is told otherwise.
final class StillClock: Sendable {
    private let milliseconds = Mutex(1_700_000_000_000)

    var source: TimeSource { TimeSource(now: { self.milliseconds.withLock { $0 } }, sleep: { _ in }) }

    func advance(days: Int) { milliseconds.withLock { $0 += days * 86_400_000 } }
}
