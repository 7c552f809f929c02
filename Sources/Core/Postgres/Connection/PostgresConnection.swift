public import Basics

/// A connection to a Postgres server. Its statements wait on a thread of its own; when the task that waits is cancelled, the
/// server is told, and within seconds `CancellationError` is thrown.
///
/// Every call throws `FdnixError` with a `PostgresFailure` beneath: `denied`, `network` (the connection broke),
/// `throttled` (too many connections), `conflict` (a constraint, or another transaction was in the way), `notFound` (no
/// such database or table) or `database`.
public actor PostgresConnection {
    private let executor = BlockingExecutor(label: "fdnix.postgres.connection")
    /// The thread on which this actor's calls wait.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let location: String
    private nonisolated let interruption: Interruption
    private var session: Session?

    private init(_ location: String) throws(FdnixError) {
        self.location = location
        interruption = try Interruption()
    }

    /// Connects, within ten seconds once the host's name is known, and sets the session's limits.
    public static func open(_ configuration: PostgresConfiguration) async throws -> PostgresConnection {
        let deadline = ContinuousClock.now + PostgresConfiguration.connectTimeout
        let parameters = try await configuration.connectionParameters()
        let connection = try PostgresConnection(configuration.location)
        try await connection.connect(parameters, until: deadline)
        try await connection.execute(configuration.sessionSettings)
        return connection
    }

    private func connect(
        _ parameters: [(keyword: String, value: String)], until deadline: ContinuousClock.Instant
    ) async throws {
        session = try Session(parameters, location: location, interruption)
        try await interruptible { try $0.connect(until: deadline) }
    }

    /// Runs one statement with values for its `$1`, `$2` …; gives how many rows it changed.
    @discardableResult
    public func run(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> Int {
        try await interruptible { try $0.run(sql, parameters) { _ in } }
    }

    /// Runs one statement and reads its rows as they come; those for which `read` gives nil are left out. What `read`
    /// throws is thrown when the statement has ended.
    public func rows<T: Sendable>(
        _ sql: String, _ parameters: [PostgresValue] = [], _ read: @Sendable (PostgresRow) throws -> T?
    ) async throws -> [T] {
        try await interruptible { session in
            var values: [T] = []
            try session.run(sql, parameters) { row in
                if let value = try read(row) { values.append(value) }
            }
            return values
        }
    }

    /// Runs one or more statements without values and drops their rows.
    public func execute(_ sql: String) async throws { try await interruptible { try $0.execute(sql) } }

    /// Adds rows to a table, `target` being its name and columns in SQL: `next` appends one row and says true, or says
    /// false. It is called on the connection's thread and may block. Gives the number of rows.
    ///
    /// Where `next` throws, no row is added, and its error is thrown.
    @discardableResult
    public func copy(
        into target: String, _ next: @Sendable (inout CopyBuffer) throws -> Bool
    ) async throws -> Int {
        try await interruptible { try $0.copy(into: target, next) }
    }

    /// Runs `body` in a transaction, begun by the statement `begin` and undone when `body` throws.
    public nonisolated func transaction<T: Sendable>(
        _ begin: String = "BEGIN", _ body: @Sendable (PostgresConnection) async throws -> T
    ) async throws -> T {
        do {
            try await execute(begin)
            let value = try await body(self)
            try await commit()
            return value
        } catch {
            await rollback()
            throw error
        }
    }

    private func commit() async throws {
        guard session?.isInFailedTransaction != true else {
            // COMMIT would roll back and say that all is well.
            throw FdnixError(.database, "Postgres: \(location): a statement of the transaction failed; it is undone")
        }
        try await execute("COMMIT")
    }

    /// Done also where the task is cancelled; a connection that cannot do it is closed, which undoes as well.
    private func rollback() {
        guard let session, !session.isSpent else { return close() }
        guard session.isInTransaction else { return }
        do { try session.shielded(for: .seconds(5)) { try session.execute("ROLLBACK") } } catch { close() }
    }

    /// Whether another task can use it.
    var isReusable: Bool { session?.isReusable ?? false }

    /// Ends the connection; later calls fail.
    public func close() { session = nil }

    private func interruptible<T: Sendable>(_ body: (Session) throws -> T) async throws -> T {
        try await withTaskCancellationHandler {
            guard let session else {
                throw PostgresFailure(sqlState: "", words: "it is closed").error("use the connection", at: location)
            }
            if interruption.isSignalled {
                session.spend()
                throw CancellationError()
            }
            return try body(session)
        } onCancel: {
            interruption.signal()
        }
    }
}
