import Synchronization

/// How many retries a client may make while a service is in trouble: a bucket of tokens that retries take from and successes
/// fill again, so that clients do not multiply the load of a service that is down
/// (docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html, "standard" mode).
final class RetryQuota: Sendable {
    static let capacity = 500
    static let cost = 5
    /// A try that timed out has cost the service more.
    static let timeoutCost = 10
    private let tokens = Mutex(capacity)

    /// Takes the cost of a retry; false where the quota is used up, and nothing is taken.
    func take(_ cost: Int) -> Bool {
        tokens.withLock { tokens in
            guard tokens >= cost else { return false }
            tokens -= cost
            return true
        }
    }

    /// Gives back what the last retry of a request that succeeded took; 1 for one that needed none.
    func give(_ amount: Int) { tokens.withLock { $0 = min(Self.capacity, $0 + amount) } }
}
