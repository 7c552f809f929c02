import Synchronization

/// Lets a signal stop what does not look at task cancellation: a long statement inside the database.
public enum Interruption {
    private static let current = Mutex<(@Sendable () -> Void)?>(nil)

    /// Runs `body`; `stop` is what ends it early.
    static func whileRunning<T>(_ stop: @escaping @Sendable () -> Void, _ body: () throws -> T) throws -> T {
        current.withLock { $0 = stop }
        defer { current.withLock { $0 = nil } }
        let result = try body()
        try Task.checkCancellation()
        return result
    }

    /// Stops what is running, if anything is. Called by the program's signal handler beside cancelling the task.
    public static func interrupt() { current.withLock { $0 }?() }
}
