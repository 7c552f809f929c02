import Synchronization

/// Lets calls through: only so many at once, and at a rate. Who comes first goes first.
final class CallGate: Sendable {
    private struct State {
        var concurrency: AdaptiveConcurrency
        var bucket: TokenBucket?
        var inFlight = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var lastID = 0

        /// Those who may go on now.
        mutating func admit() -> [CheckedContinuation<Void, any Error>] {
            let count = min(max(concurrency.limit - inFlight, 0), waiting.count)
            inFlight += count
            defer { waiting.removeFirst(count) }
            return waiting.prefix(count).map(\.continuation)
        }
    }
    private let state: Mutex<State>

    init(_ concurrency: AdaptiveConcurrency, _ bucket: TokenBucket?) {
        state = Mutex(State(concurrency: concurrency, bucket: bucket))
    }

    /// How many calls may be on their way at once just now.
    var limit: Int { state.withLock { $0.concurrency.limit } }

    /// Runs `call` when its turn comes, and learns from its outcome. Throws what it throws, and `CancellationError`.
    func pass<T: Sendable>(
        _ clock: RemoteClock, _ call: () async throws -> (T, RemoteEmbedder.CallOutcome)
    ) async throws -> T {
        try await enter()
        var outcome: RemoteEmbedder.CallOutcome?
        let (pause, generation) = state.withLock { state in
            (state.bucket?.take(at: clock.now()) ?? .zero, state.concurrency.generation)
        }
        defer { leave(outcome, generation) }
        if pause > .zero { try await clock.sleep(pause) }
        let (result, ended) = try await call()
        outcome = ended
        return result
    }

    private func enter() async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let admitted = state.withLock { state -> [CheckedContinuation<Void, any Error>]? in
                    // Asked under the lock that `onCancel` takes: it finds who waits, or is seen here.
                    guard !Task.isCancelled else { return nil }
                    state.waiting.append((id, continuation))
                    return state.admit()
                }
                guard let admitted else { return continuation.resume(throwing: CancellationError()) }
                for waiting in admitted { waiting.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).continuation }
            }
            waiting?.resume(throwing: CancellationError())
        }
    }

    private func leave(_ outcome: RemoteEmbedder.CallOutcome?, _ generation: Int) {
        let admitted = state.withLock { state in
            switch outcome {
            case .success: state.concurrency.succeeded()
            case .throttled: state.concurrency.throttled(generation: generation)
            case .failed, nil: break
            }
            state.inFlight -= 1
            return state.admit()
        }
        for waiting in admitted { waiting.resume() }
    }
}
