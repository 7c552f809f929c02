import Synchronization

/// Counts from 0, for whoever asks.
final class Counter: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }

    var value: Int { count.load(ordering: .relaxed) }
}
