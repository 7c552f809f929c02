import Synchronization

/// Tells the first who asks from all others, so that the log says something once.
final class FirstTime: Sendable {
    private let isTaken = Atomic<Bool>(false)

    /// Whether this call is the first one.
    func take() -> Bool { !isTaken.exchange(true, ordering: .relaxed) }
}
