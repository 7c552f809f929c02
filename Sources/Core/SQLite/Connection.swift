public import Basics
import CSQLite

/// An open database file; confined to one task at a time (not Sendable).
///
/// ```swift
/// let connection = try Connection("links.sqlite")
/// try connection.execute("CREATE TABLE IF NOT EXISTS link (name TEXT PRIMARY KEY, target TEXT NOT NULL)")
/// try connection.transaction {
///     try connection.run("INSERT INTO link VALUES (?, ?)", [.text("a"), .text("b")])
/// }
/// ```
public final class Connection {
    /// Whether a database is opened for reading only, or for writing too.
    public enum Access: Sendable {
        /// The file must exist.
        case readOnly
        /// The file must exist, and nobody writes to it while it is open: nothing is made beside it, and nothing is locked.
        case immutable
        /// The file is created when missing.
        case readWrite
    }

    let library: Library
    /// The file's path, for messages.
    let path: String
    private(set) var handle: OpaquePointer?
    /// Compiled statements by their text: compiling one takes longer than running it.
    private var statements: [String: Statement] = [:]

    var api: fdnix_sqlite_api { library.api.pointee }

    /// Opens the file at `path`. A statement waits up to `patience` for other connections that write.
    ///
    /// Throws `notFound` (no such file, no library), `corrupt`, `io` or `database`.
    public init(_ path: String, _ access: Access = .readWrite, patience: Duration = .seconds(20)) throws(FdnixError) {
        library = try Library.load()
        self.path = path
        if access != .readWrite, !FileSystem.exists(path) {
            throw FdnixError(.notFound, "cannot open the database \(path): there is no such file")
        }
        let flags =
            switch access {
            case .readOnly: FDNIX_SQLITE_OPEN_READONLY
            case .immutable: FDNIX_SQLITE_OPEN_READONLY | FDNIX_SQLITE_OPEN_URI
            case .readWrite: FDNIX_SQLITE_OPEN_READWRITE | FDNIX_SQLITE_OPEN_CREATE
            }
        let name = access == .immutable ? try Self.immutable(path) : path
        let status = api.open_v2(name, &handle, Int32(flags | FDNIX_SQLITE_OPEN_NOMUTEX), nil)
        guard status == FDNIX_SQLITE_OK else { throw error(status, "open it") }
        _ = api.busy_timeout(handle, Int32(clamping: Int(patience.seconds * 1000)))
    }

    /// The address that says so (sqlite.org/uri.html).
    private static func immutable(_ path: String) throws(FdnixError) -> String {
        "file://\(PercentEncoding.encode(try FileSystem.realPath(path), keeping: "/"))?immutable=1"
    }

    deinit {
        // Statements end before their connection; one that is still held elsewhere keeps it half open until then.
        statements = [:]
        _ = api.close_v2(handle)
    }

    /// Runs one or more statements and drops their rows.
    public func execute(_ sql: String) throws(FdnixError) {
        let status = api.exec(handle, sql, nil, nil, nil)
        guard status == FDNIX_SQLITE_OK else { throw error(status, sql) }
    }

    /// Runs one statement with values for its `?` parameters; gives how many rows it changed.
    @discardableResult
    public func run(_ sql: String, _ parameters: [Value] = []) throws -> Int {
        try rows(sql, parameters) { _ in false }
        return Int(api.changes(handle))
    }

    /// Runs one statement and calls `body` with each row until it says false or there is none left.
    public func rows(_ sql: String, _ parameters: [Value] = [], _ body: (Row) throws -> Bool) throws {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(parameters)
        while try statement.step(), try body(Row(statement)) {}
    }

    /// Runs one statement and reads its first row; nil where it has none.
    public func first<T>(_ sql: String, _ parameters: [Value] = [], _ read: (Row) throws -> T) throws -> T? {
        var value: T?
        try rows(sql, parameters) { row in
            value = try read(row)
            return false
        }
        return value
    }

    /// Runs one statement and reads all its rows.
    public func all<T>(_ sql: String, _ parameters: [Value] = [], _ read: (Row) throws -> T) throws -> [T] {
        var values: [T] = []
        try rows(sql, parameters) { row in
            values.append(try read(row))
            return true
        }
        return values
    }

    /// Runs `body` in a transaction that no other writer can come between, rolled back when it throws.
    public func transaction<T>(_ body: () throws -> T) throws -> T {
        try bracketed("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", body)
    }

    /// Runs `body` as a part of a transaction that is undone alone when it throws.
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        try bracketed("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part; RELEASE part", body)
    }

    private func bracketed<T>(_ begin: String, _ end: String, _ undo: String, _ body: () throws -> T) throws -> T {
        try execute(begin)
        do {
            let value = try body()
            try execute(end)
            return value
        } catch {
            // Some failures end the transaction by themselves; where this fails otherwise, the first error tells more.
            if isInTransaction { try? execute(undo) }
            throw error
        }
    }

    /// Whether a transaction is open; some failures end it.
    public var isInTransaction: Bool { api.get_autocommit(handle) == 0 }

    /// The key of the row that was inserted last.
    public var lastInsertedRow: Int { Int(api.last_insert_rowid(handle)) }

    private func statement(_ sql: String) throws(FdnixError) -> Statement {
        if let known = statements[sql], !known.isRunning { return known }
        let statement = try Statement(self, sql)
        statements[sql] = statement
        return statement
    }

    /// The error of a call that gave `status`.
    func error(_ status: Int32, _ sql: String) -> FdnixError {
        let words = api.errmsg(handle).map { String(cString: $0) } ?? "error \(status)"
        let failure = SQLiteFailure(status: status, words: words.printable(onOneLine: true))
        let what = sql.prefix { !$0.isNewline }.prefix(80)
        return FdnixError(failure.code, "SQLite: \(path): \(failure) (in: \(what))", underlying: failure)
    }
}
