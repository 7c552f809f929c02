public import Basics

/// What became of a batch of changes.
public struct StreamReport: Sendable {
    /// How many changes were looked at.
    public var processed: Int
    /// How many messages are in queues now.
    public var queued = 0
    /// The place of the first change of which a message could not be queued; it and all after it must come again.
    public private(set) var firstFailure: Int?
    /// Why that message could not be queued.
    public private(set) var reason: FdnixError?

    /// A report on so many changes, of which nothing is queued yet.
    init(processed: Int) { self.processed = processed }

    mutating func add(_ error: FdnixError, of place: Int) {
        guard place < firstFailure ?? .max else { return }
        (firstFailure, reason) = (place, error)
    }
}
