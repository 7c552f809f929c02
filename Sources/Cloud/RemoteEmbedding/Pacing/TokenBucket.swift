/// A rate of calls: one token a call, so many tokens a minute, and a second's worth of them at once.
///
/// A value without a clock: `now` is any time that only grows.
struct TokenBucket: Sendable, Hashable {
    private let interval: Duration
    private let burst: Int
    /// When the bucket will be full again; it tells how many tokens there are.
    private var full: Duration

    init(perMinute: Int, now: Duration) {
        interval = .seconds(60) / max(perMinute, 1)
        burst = max(perMinute / 60, 1)
        full = now
    }

    /// Takes a token; the pause until it may be used. Tokens that are not there yet are taken in order.
    mutating func take(at now: Duration) -> Duration {
        full = max(full, now) + interval
        return max(full - interval * burst - now, .zero)
    }
}
