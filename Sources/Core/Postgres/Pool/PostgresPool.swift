import Basics

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
    private nonisolated let places: Places

    /// A pool of at most `limit` connections, made when they are needed.
    public init(_ configuration: PostgresConfiguration, limit: Int = 4) {
        self.configuration = configuration
        places = Places(limit)
    }

    /// Host and database, for messages; never the password.
    public nonisolated var location: String { configuration.location }

    /// Runs `body` with a connection that no other task uses meanwhile. Tasks get theirs in the order in which they came.
    public nonisolated func withConnection<T: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> T
    ) async throws -> T {
        try await places.with {
            let connection = try await lease()
            let result: Result<T, any Error>
            do { result = .success(try await body(connection)) } catch { result = .failure(error) }
            await keep(connection)
            return try result.get()
        }
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
}
