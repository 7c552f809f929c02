import Synchronization

/// Work that may take so long and no longer.
public enum TimeLimit {
    /// What `body` gives; nil where it takes longer than `limit`, or where the task that waits is cancelled. The work is cancelled
    /// then, and not waited for: a model or a disk that does not heed it would hold up everyone.
    public static func run<T: Sendable>(
        _ limit: Duration, _ time: TimeSource = .system, _ body: @escaping @Sendable () async -> T
    ) async -> T? {
        let race = Race<T>()
        let work = Task { race.finish(await body()) }
        let alarm = Task {
            guard (try? await time.sleep(limit)) != nil else { return }
            race.finish(nil)
        }
        defer {
            work.cancel()
            alarm.cancel()
        }
        return await withTaskCancellationHandler {
            await race.outcome()
        } onCancel: {
            race.finish(nil)
        }
    }
}

/// The first of several outcomes. (A task group would wait for the others.)
private final class Race<Outcome: Sendable>: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<Outcome?, Never>)
        case over(Outcome?)
    }
    private let state = Mutex(State.open)

    func finish(_ outcome: Outcome?) {
        let waiting = state.withLock { state -> CheckedContinuation<Outcome?, Never>? in
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

    func outcome() async -> Outcome? {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Outcome?? in
                if case .over(let outcome) = state { return .some(outcome) }
                state = .waiting(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
