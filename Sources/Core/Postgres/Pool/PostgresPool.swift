/// A few connections for tasks that run at once: each has one alone while it needs it, and the next gets it when it is done.
///
/// ```swift
/// let pool = PostgresPool(configuration, limit: 4)
/// let count = try await pool.withConnection { try await $0.run("DELETE FROM job WHERE done") }
/// ```
public actor PostgresPool {
    private struct Idle {
        let connection: PostgresConnection
        let since: ContinuousClock.Instant
    }

    /// How long a connection is kept that nobody uses: proxies and networks forget silent ones.
    private static let longestIdle: Duration = .seconds(120)

    private let configuration: PostgresConfiguration
    private var idle: [Idle] = []
    private var permits: Int
    private var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    private var lastID = 0

    /// A pool of at most `limit` connections, made when they are needed.
    public init(_ configuration: PostgresConfiguration, limit: Int = 4) {
        self.configuration = configuration
        permits = max(1, limit)
    }

    /// Host and database, for messages; never the password.
    public nonisolated var location: String { configuration.location }

    /// Runs `body` with a connection that no other task uses meanwhile. Tasks get theirs in the order in which they came.
    public nonisolated func withConnection<T: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> T
    ) async throws -> T {
        try await takePermit()
        let result: Result<T, any Error>
        do {
            let connection = try await lease()
            do { result = .success(try await body(connection)) } catch { result = .failure(error) }
            await keep(connection)
        } catch {
            result = .failure(error)
        }
        await givePermit()
        return try result.get()
    }

    private func lease() async throws -> PostgresConnection {
        idle.removeAll { $0.since + Self.longestIdle < .now }
        while let last = idle.popLast() {
            if await last.connection.isReusable { return last.connection }
        }
        return try await PostgresConnection.open(configuration)
    }

    private func keep(_ connection: PostgresConnection) async {
        if await connection.isReusable { idle.append(Idle(connection: connection, since: .now)) }
    }

    private func takePermit() async throws {
        try Task.checkCancellation()
        guard permits == 0 else { return permits -= 1 }
        lastID += 1
        let id = lastID
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // A task that was cancelled before it stood in the line is not looked for there again.
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                waiting.append((id, continuation))
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
    }

    private func givePermit() {
        guard waiting.isEmpty else { return waiting.removeFirst().continuation.resume() }
        permits += 1
    }

    private func giveUp(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(throwing: CancellationError())
    }
}
