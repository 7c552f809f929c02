import Basics
import Synchronization

/// A token bucket for each client: `perSecond` requests, and as many again at once.
///
/// A client is an IPv4 address or the /64 network of an IPv6 one; those without an address are one client.
final class RateLimiter: Sendable {
    private struct Bucket {
        let client: IPAddress?
        var tokens: Double
        var filled: ContinuousClock.Instant
    }

    private struct Buckets {
        var all: [Bucket] = []
        /// The place of a client's bucket in `all`.
        var places: [IPAddress?: Int] = [:]
        var random = SystemRandomNumberGenerator()
    }

    private let perSecond: Double
    private let capacity: Int
    private let buckets = Mutex(Buckets())
    /// Buckets looked at to find one that can go.
    private static let probes = 8

    /// A limiter that remembers up to `capacity` clients.
    init(perSecond: Int, capacity: Int = 10_000) {
        self.perSecond = Double(max(1, perSecond))
        self.capacity = max(1, capacity)
    }

    /// Takes a token; nil where there was one, else whole seconds until there is.
    func delay(_ address: IPAddress?, now: ContinuousClock.Instant = .now) -> Int? {
        let client = address?.network
        return buckets.withLock { buckets in
            let place = buckets.places[client] ?? add(client, to: &buckets, now)
            let tokens = level(buckets.all[place], now)
            let isAllowed = tokens >= 1
            buckets.all[place].tokens = isAllowed ? tokens - 1 : tokens
            buckets.all[place].filled = now
            return isAllowed ? nil : max(1, Int(((1 - tokens) / perSecond).rounded(.up)))
        }
    }

    /// How many clients are remembered.
    var count: Int { buckets.withLock { $0.all.count } }

    private func add(_ client: IPAddress?, to buckets: inout Buckets, _ now: ContinuousClock.Instant) -> Int {
        if buckets.all.count >= capacity { evict(&buckets, now) }
        buckets.places[client] = buckets.all.count
        buckets.all.append(Bucket(client: client, tokens: perSecond, filled: now))
        return buckets.all.count - 1
    }

    private func level(_ bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
        let elapsed = (now - bucket.filled).components
        return min(
            perSecond, bucket.tokens + perSecond * (Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18))
    }

    /// Forgets the fullest of a few buckets drawn by lot, of equal ones the one not asked for longest. To forget a full
    /// one changes nothing, and one that is empty, whose client is being held back, is forgotten last.
    private func evict(_ buckets: inout Buckets, _ now: ContinuousClock.Instant) {
        var place = 0
        var best: (level: Double, age: Duration) = (-1, .zero)
        for _ in 0..<Self.probes {
            let drawn = Int.random(in: buckets.all.indices, using: &buckets.random)
            let bucket = buckets.all[drawn]
            let found = (level: level(bucket, now), age: now - bucket.filled)
            if found > best { (place, best) = (drawn, found) }
        }
        let gone = buckets.all[place]
        buckets.all[place] = buckets.all[buckets.all.count - 1]
        buckets.all.removeLast()
        buckets.places[gone.client] = nil
        if place < buckets.all.count { buckets.places[buckets.all[place].client] = place }
    }
}
