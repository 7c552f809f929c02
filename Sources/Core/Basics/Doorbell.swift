import Synchronization

/// Wakes those who wait for something in the same process, so that they need not look for it all the time.
///
/// Whoever looks for something counts the rings before: what comes after the look, and before the wait, is not missed.
///
/// ```swift
/// let heard = bell.rings
/// if try await look() == nil { try await bell.wait(after: heard, atMost: .seconds(1), time) }
/// ```
public final class Doorbell: Sendable {
    private struct State {
        var rings = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var tickets = 0
    }

    private let state = Mutex(State())

    /// A bell that was never rung.
    public init() {}

    /// How often it was rung.
    public var rings: Int { state.withLock(\.rings) }

    /// How many wait for the next ring.
    var listeners: Int { state.withLock(\.waiting.count) }

    /// Wakes everyone who waits.
    public func ring() {
        let waiting = state.withLock { state in
            state.rings += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for each in waiting { each.resume() }
    }

    /// Returns when it was rung more than `rings` times, or `limit` is over. Throws `CancellationError`.
    public func wait(after rings: Int, atMost limit: Duration, _ time: TimeSource = .system) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.hear(after: rings) }
            group.addTask { try await time.sleep(limit) }
            defer { group.cancelAll() }
            try await group.next()
            try Task.checkCancellation()
        }
    }

    /// Returns at the next ring, or when the task is cancelled.
    private func hear(after rings: Int) async {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.rings != rings || Task.isCancelled { return true }
                    state.waiting[ticket] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
        }
    }
}
