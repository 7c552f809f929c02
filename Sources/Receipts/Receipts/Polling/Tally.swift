import Synchronization

/// A number that tasks count up together.
final class Tally: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .acquiring) }

    func increment() { count.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}
