import Synchronization

/// Answers to recent requests, kept as long as the index they came from.
///
/// Two generations: what is asked again moves to the young one; when that is full, the old one is forgotten. That keeps
/// what is popular, like an LRU list, at the price of a dictionary look-up.
final class AnswerCache: Sendable {
    private struct Entry {
        var response: ServiceResponse
        var made: ContinuousClock.Instant
    }

    private struct Generations {
        var young: [String: Entry] = [:]
        var old: [String: Entry] = [:]
        var bytes = 0
    }

    private let generations = Mutex(Generations())
    private let capacity: Int
    /// Room for a dictionary slot, headers and such.
    private static let overhead = 512

    /// A cache whose generations hold up to `capacity` bytes each; 0 keeps nothing.
    init(capacity: Int) { self.capacity = capacity }

    /// The kept answer, with its age in seconds (RFC 9111 §5.1).
    subscript(key: String) -> ServiceResponse? {
        let found = generations.withLock { generations -> Entry? in
            if let entry = generations.young[key] { return entry }
            guard let entry = generations.old[key] else { return nil }
            keep(entry, key, &generations)
            return entry
        }
        return found.map { $0.response.adding("age", String((ContinuousClock.now - $0.made).components.seconds)) }
    }

    /// Keeps an answer.
    func insert(_ response: ServiceResponse, for key: String) {
        guard response.body.count + key.utf8.count + Self.overhead <= capacity / 8 else { return }
        generations.withLock { keep(Entry(response: response, made: .now), key, &$0) }
    }

    private func keep(_ entry: Entry, _ key: String, _ generations: inout Generations) {
        let size = entry.response.body.count + key.utf8.count + Self.overhead
        if generations.bytes + size > capacity {
            generations.old = generations.young
            generations.young = [:]
            generations.bytes = 0
        }
        if generations.young.updateValue(entry, forKey: key) == nil { generations.bytes += size }
    }
}
