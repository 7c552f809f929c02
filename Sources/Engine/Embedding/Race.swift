import Synchronization

/// The first of several outcomes. (A task group would wait for a model that does not heed cancellation.)
final class Race: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<TimedEmbedding.Outcome, Never>)
        case over(TimedEmbedding.Outcome)
    }
    private let state = Mutex(State.open)

    func finish(_ outcome: TimedEmbedding.Outcome) {
        let waiting = state.withLock { state -> CheckedContinuation<TimedEmbedding.Outcome, Never>? in
            switch state {
            case .open:
                state = .over(outcome)
                return nil
            case .waiting(let continuation):
                state = .over(outcome)
                return continuation
            case .over: return nil
            }
        }
        waiting?.resume(returning: outcome)
    }

    func outcome() async -> TimedEmbedding.Outcome {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> TimedEmbedding.Outcome? in
                if case .over(let outcome) = state { return outcome }
                state = .waiting(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
