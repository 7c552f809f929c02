import Basics
import Synchronization

/// What must be done even where the task was asked to end: rows given back, results written. One object is for all that
/// ends together, as it has one time in common then.
final class Aftermath: Sendable {
    private let patience: Duration
    private let respite: Duration
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// Work that may take `patience`, and from the moment at which the task was asked to end no longer than `respite` in
    /// all: 25 seconds after that the process ends, whatever it does.
    init(patience: Duration = .seconds(120), respite: Duration = .seconds(20)) {
        (self.patience, self.respite) = (patience, respite)
    }

    /// The task was asked to end: the time that is left begins, unless it did before.
    @discardableResult
    func begin() -> ContinuousClock.Instant {
        end.withLock { end in
            let known = end ?? .now + respite
            end = known
            return known
        }
    }

    /// Runs `body` as if nobody had cancelled the task; nil where the time for it was over before it was done. Throws what
    /// `body` throws.
    func run<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T? {
        // A task of its own is not cancelled with the one that waits for it.
        let work = Task { try await body() }
        let limit = Task { [patience] in
            try await Task.sleep(for: patience)
            work.cancel()
        }
        defer { limit.cancel() }
        do {
            return try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                let end = begin()
                Task {
                    try await Task.sleep(until: end)
                    work.cancel()
                }
            }
        } catch  where work.isCancelled {
            return nil
        }
    }
}
