public import JSON

/// What a sweep found and did.
public struct SweepReport: Sendable, Equatable {
    /// Halves of runs, one a collection, that nobody had come to an end with.
    public var stale = 0
    /// Those whose message was sent again.
    public var resent = 0
    /// Receipts that are embedded anew, as a run's bundle is gone.
    public var rebuilt = 0
    /// Receipts without any run that were asked for.
    public var enqueued = 0
    /// What could not be done, and is tried again by the next sweep.
    public var failed = 0

    /// A report that nothing is in yet.
    public init() {}

    /// The report as it is printed.
    public var json: JSONObject {
        [
            "stale": .integer(Int64(stale)), "resent": .integer(Int64(resent)), "rebuilt": .integer(Int64(rebuilt)),
            "enqueued": .integer(Int64(enqueued)), "failed": .integer(Int64(failed)),
        ]
    }
}
