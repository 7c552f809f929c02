import Synchronization

/// A token bucket for each address: `perSecond` requests, and as many again at once.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var filled: ContinuousClock.Instant
    }

    private let perSecond: Double
    private let buckets = Mutex<[String: Bucket]>([:])
    /// Addresses remembered; past it the full buckets, which say nothing, are forgotten, then everything.
    private static let maximumBuckets = 10_000

    init(perSecond: Int) { self.perSecond = Double(max(1, perSecond)) }

    /// Takes a token; nil where there was one, else whole seconds until there is.
    func delay(_ peer: String, now: ContinuousClock.Instant = .now) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= Self.maximumBuckets, buckets[peer] == nil { forget(&buckets, now) }
            var bucket = buckets[peer] ?? Bucket(tokens: perSecond, filled: now)
            bucket.tokens = level(bucket, now)
            bucket.filled = now
            defer { buckets[peer] = bucket }
            guard bucket.tokens >= 1 else { return max(1, Int(((1 - bucket.tokens) / perSecond).rounded(.up))) }
            bucket.tokens -= 1
            return nil
        }
    }

    /// How many addresses are remembered.
    var count: Int { buckets.withLock { $0.count } }

    private func level(_ bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
        let elapsed = (now - bucket.filled).components
        return min(
            perSecond, bucket.tokens + perSecond * (Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18))
    }

    private func forget(_ buckets: inout [String: Bucket], _ now: ContinuousClock.Instant) {
        buckets = buckets.filter { level($0.value, now) < perSecond }
        if buckets.count >= Self.maximumBuckets { buckets.removeAll(keepingCapacity: true) }
    }
}
