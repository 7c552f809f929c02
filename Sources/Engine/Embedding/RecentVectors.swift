import Synchronization

/// The vectors of the last so many texts: of two generations, the older one is forgotten when the newer one is full.
final class RecentVectors: Sendable {
    private struct Generations {
        var new: [String: [Float]] = [:]
        var old: [String: [Float]] = [:]
    }
    private let generations = Mutex(Generations())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    subscript(text: String) -> [Float]? {
        get {
            generations.withLock { generations in
                if let vector = generations.new[text] { return vector }
                guard let vector = generations.old[text] else { return nil }
                Self.insert(vector, text, &generations, capacity)
                return vector
            }
        }
        set {
            guard let newValue else { return }
            generations.withLock { Self.insert(newValue, text, &$0, capacity) }
        }
    }

    private static func insert(_ vector: [Float], _ text: String, _ generations: inout Generations, _ capacity: Int) {
        if generations.new.count >= capacity / 2 {
            generations.old = generations.new
            generations.new.removeAll(keepingCapacity: true)
        }
        generations.new[text] = vector
    }
}
