import Synchronization

/// Answers to recent requests, kept as long as the index they came from.
///
/// What must go when room is short is drawn by lot among the answers that nobody asked for since the last draw. That
/// keeps what is popular, as a list of the least recently used would, and unlike it keeps a share of a stream of
/// requests that comes round again and is larger than the cache.
final class AnswerCache: Sendable {
    private struct Entry {
        let key: String
        let answer: [UInt8]
        var wasAskedFor = false
        var size: Int { answer.count + 2 * key.utf8.count + overhead }
    }

    private struct Entries {
        var all: [Entry] = []
        /// The place of a key's entry in `all`.
        var places: [String: Int] = [:]
        var bytes = 0
        var random = SystemRandomNumberGenerator()
    }

    private let entries = Mutex(Entries())
    private let capacity: Int
    /// Room for a dictionary slot, an array's head and such.
    private static let overhead = 256
    /// Draws before an answer that is asked for has to go as well.
    private static let maximumDraws = 8

    /// A cache of up to `capacity` bytes; 0 keeps nothing.
    init(capacity: Int) { self.capacity = capacity }

    /// The body of the answer kept for `key`, nil where there is none.
    subscript(key: String) -> [UInt8]? {
        entries.withLock { entries in
            guard let place = entries.places[key] else { return nil }
            entries.all[place].wasAskedFor = true
            return entries.all[place].answer
        }
    }

    /// Keeps the body of an answer under `key`, unless it is larger than an eighth of the cache.
    func insert(_ answer: [UInt8], for key: String) {
        // Without the room that was reserved while it was written.
        let entry = Entry(key: key, answer: answer.withUnsafeBufferPointer { Array($0) })
        guard entry.size <= capacity / 8 else { return }
        entries.withLock { entries in
            guard entries.places[key] == nil else { return }
            while entries.bytes + entry.size > capacity { evict(&entries) }
            entries.places[key] = entries.all.count
            entries.all.append(entry)
            entries.bytes += entry.size
        }
    }

    /// How many bytes are taken.
    var bytes: Int { entries.withLock { $0.bytes } }

    private func evict(_ entries: inout Entries) {
        var place = Int.random(in: entries.all.indices, using: &entries.random)
        for _ in 0..<Self.maximumDraws where entries.all[place].wasAskedFor {
            entries.all[place].wasAskedFor = false
            place = Int.random(in: entries.all.indices, using: &entries.random)
        }
        let gone = entries.all[place]
        entries.all[place] = entries.all[entries.all.count - 1]
        entries.all.removeLast()
        entries.places[gone.key] = nil
        if place < entries.all.count { entries.places[entries.all[place].key] = place }
        entries.bytes -= gone.size
    }
}
