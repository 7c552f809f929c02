public import Basics
import CDuckDB

/// A connection; confined to one task at a time (not Sendable), apart from its `interrupter`.
public final class Connection {
    let database: Database
    /// Stops the running statement from another thread.
    public let interrupter: Interrupter
    private let session: Session
    var handle: duckdb_connection? { session.handle }
    var api: fdnix_duckdb_api { database.library.api.pointee }

    init(_ database: Database) throws(FdnixError) {
        self.database = database
        session = try Session(database)
        interrupter = Interrupter(session)
    }

    /// The library's version, e.g. `v1.5.5`.
    public var libraryVersion: String { database.library.version }

    /// Runs one or more statements and drops their results.
    public func execute(_ sql: String) throws(FdnixError) {
        var result = duckdb_result()
        let state = api.query(handle, sql, &result)
        defer { api.destroy_result(&result) }
        guard state == DuckDBSuccess else { throw resultError(&result, sql) }
    }

    /// Runs one statement with values for its `?` parameters; the rows are streamed.
    ///
    /// The next statement on this connection ends the stream.
    public func query(_ sql: String, _ parameters: [Parameter] = []) throws(FdnixError) -> Rows {
        let statement = try prepare(sql)
        try statement.bind(parameters)
        return try statement.query()
    }

    /// Compiles one statement for repeated use.
    public func prepare(_ sql: String) throws(FdnixError) -> Statement { try Statement(self, sql) }

    /// Runs `body` in a transaction, rolled back when it throws.
    public func transaction<T>(_ body: () throws -> T) throws -> T {
        try execute("BEGIN TRANSACTION")
        do {
            let value = try body()
            try execute("COMMIT")
            return value
        } catch {
            try? execute("ROLLBACK")
            throw error
        }
    }

    func resultError(_ result: inout duckdb_result, _ sql: String) -> FdnixError {
        let message = api.result_error(&result).map { String(cString: $0) }
        let interrupted = message != nil && api.result_error_type(&result) == DUCKDB_ERROR_INTERRUPT
        return Self.error(message, sql, interrupted: interrupted)
    }

    static func error(_ message: String?, _ sql: String, interrupted: Bool = false) -> FdnixError {
        if interrupted { return FdnixError(.interrupted, "the database statement was interrupted") }
        let statement = oneLine(String(sql.prefix(80)))
        let code: FdnixError.Code = message.map(Database.tellsDamage) == true ? .corrupt : .database
        return FdnixError(code, "DuckDB: \(oneLine(message ?? "unknown error")) (in: \(statement))")
    }
}

/// Stops the statement that a connection is running; it then throws `interrupted`.
public struct Interrupter: Sendable {
    private let session: Session
    init(_ session: Session) { self.session = session }

    /// Asks the statement to stop; harmless when none is running.
    public func interrupt() { session.interrupt() }
}

/// The connection's handle, which the interrupter keeps alive too.
final class Session: @unchecked Sendable {
    // Sendable by proof: the handle is set once in `init` and freed in `deinit`, the library keeps its database alive
    // for it, and of its functions only `duckdb_interrupt`, which is made for other threads, is called from them.

    let handle: duckdb_connection?
    private let library: Library

    init(_ database: Database) throws(FdnixError) {
        library = database.library
        var handle: duckdb_connection?
        guard library.api.pointee.connect(database.handle, &handle) == DuckDBSuccess else {
            throw FdnixError(.database, "cannot connect to the database: out of memory")
        }
        self.handle = handle
    }

    func interrupt() { library.api.pointee.interrupt(handle) }

    deinit {
        var handle = handle
        library.api.pointee.disconnect(&handle)
    }
}
