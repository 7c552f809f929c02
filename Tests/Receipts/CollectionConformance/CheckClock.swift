public import Basics
import Synchronization

/// A clock that goes on by a millisecond whenever it is looked at. Short waits put it on at once; long ones, as between
/// heartbeats, end only when the task is cancelled.
public final class CheckClock: Sendable {
    private let milliseconds = Mutex(1_750_000_000_000)

    /// A clock that stands at some time of the past.
    public init() {}

    /// The clock as what it drives sees it.
    public var source: TimeSource {
        TimeSource(
            now: {
                self.milliseconds.withLock { now in
                    now += 1
                    return now
                }
            },
            sleep: { duration in
                guard duration < .seconds(10) else { return try await Task.sleep(for: .seconds(3600)) }
                self.advance(duration)
                await Task.yield()
                try Task.checkCancellation()
            })
    }

    /// Puts the clock on.
    public func advance(_ duration: Duration) {
        milliseconds.withLock { $0 += Int(duration.seconds * 1000) }
    }
}
