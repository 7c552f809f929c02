import ReceiptModel
import Synchronization

/// The times of one worker's readings of rows, each later than the one before: no two runs are of the same age.
final class ReadingTimes: Sendable {
    private let last = Mutex(ReceiptTime(microseconds: 0))

    /// The time that it is, or the next one that was not given yet.
    func next(at now: ReceiptTime) -> ReceiptTime {
        last.withLock { last in
            last = max(now, ReceiptTime(microseconds: last.microseconds + 1))
            return last
        }
    }
}
