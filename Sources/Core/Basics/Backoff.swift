/// Pauses between tries that grow exponentially with full jitter: evenly distributed between nothing and `base · 2ⁿ⁻¹`, at
/// most `cap`, after the n-th failure. Those who failed together do not come back together
/// (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
public struct Backoff: Sendable, Hashable {
    /// The longest pause after the first failure.
    public var base: Duration
    /// The longest pause after any failure.
    public var cap: Duration

    /// Pauses of up to `base`, twice as long after each failure, never longer than `cap`.
    public init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    /// The pause after failure number `failure`, the first being 1; `random` is a number from 0 up to but not including 1.
    public func pause(after failure: Int, random: Double) -> Duration {
        let doublings = min(max(failure, 1) - 1, 62)
        let ceiling = min(cap.seconds, base.seconds * Double(sign: .plus, exponent: doublings, significand: 1))
        return .seconds(ceiling * min(max(random, 0), 1))
    }
}
