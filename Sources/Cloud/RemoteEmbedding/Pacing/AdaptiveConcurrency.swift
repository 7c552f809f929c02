/// How many calls may be on their way at once: half as many after each throttling, one more after twenty successes in a
/// row; additive increase and multiplicative decrease, as congestion is met elsewhere.
///
/// Calls that were on their way together are throttled together, which is one sign and not several: a call carries the
/// `generation` in which it began, and only the first sign of a generation counts.
struct AdaptiveConcurrency: Sendable, Hashable {
    private let maximum: Int
    private var successes = 0
    /// The most calls at once, 1 or more.
    private(set) var limit: Int
    /// Counts the decreases.
    private(set) var generation = 0

    /// Begins with the most there may be.
    init(maximum: Int) {
        self.maximum = max(maximum, 1)
        limit = self.maximum
    }

    mutating func succeeded() {
        guard limit < maximum else { return }
        successes += 1
        guard successes >= Self.successesForOneMore else { return }
        limit += 1
        successes = 0
    }

    mutating func throttled(generation began: Int) {
        successes = 0
        guard began == generation else { return }
        limit = max(limit / 2, 1)
        generation += 1
    }

    static let successesForOneMore = 20
}
