public import Basics
import Synchronization

/// A clock that stands still until it is told otherwise; whoever sleeps by it wakes at once.
public final class StillClock: Sendable {
    private let milliseconds = Mutex(1_700_000_000_000)

    /// A clock that stands at some time of the past.
    public init() {}

    /// The clock as what it drives sees it.
    public var source: TimeSource {
        TimeSource(now: { self.milliseconds.withLock { $0 } }, sleep: { _ in await Task.yield() })
    }

    /// Puts the clock on by whole milliseconds.
    public func advance(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        milliseconds.withLock { $0 += Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000) }
    }
}
