import Basics

/// What must be done even where the task was asked to end: rows given back, results written.
enum Aftermath {
    /// Runs `body` as if nobody had cancelled the task, for at most `limit`; then it is cancelled, and nil is the answer.
    static func run<T: Sendable>(
        within limit: Duration, _ body: @escaping @Sendable () async throws -> T
    ) async throws -> T? {
        // A task of its own is not cancelled with the one that waits for it.
        try await Task {
            try await withThrowingTaskGroup(of: T?.self) { group in
                group.addTask { try await body() }
                group.addTask {
                    try await Task.sleep(for: limit)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        }.value
    }
}
