public import Basics
import CDuckDB

/// A connection; confined to one task at a time (not Sendable), apart from its `interrupter`.
public final class Connection {
    let database: Database
    /// Stops the running statement from another thread, or when a task is cancelled.
    public let interrupter: Interrupter
    private let session: Session
    var handle: duckdb_connection? { session.handle }
    var api: fdnix_duckdb_api { database.library.api.pointee }

    init(_ database: Database) throws(FdnixError) {
        self.database = database
        session = try Session(database)
        interrupter = Interrupter(session)
    }

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
            // Where this fails too, the transaction ends with the connection; the first error tells more.
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
