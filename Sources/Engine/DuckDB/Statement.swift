public import Basics
import CDuckDB

/// A value for a `?` in a statement.
public enum Parameter: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// A NULL of any type.
    case null
    /// A value of the type BOOLEAN.
    case bool(Bool)
    /// A value of the type BIGINT.
    case int(Int)
    /// A value of the type HUGEINT.
    case hugeInt(Int128)
    /// A value of the type DOUBLE.
    case double(Double)
    /// A value of the type VARCHAR.
    case string(String)

    /// A VARCHAR from a string literal.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A BIGINT from an integer literal.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A DOUBLE from a floating-point literal.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A BOOLEAN from `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A NULL, of whatever type the statement wants, from `nil`.
    public init(nilLiteral: ()) { self = .null }
}

/// A compiled statement, which can be run any number of times with other parameters.
public final class Statement {
    private let connection: Connection
    private let sql: String
    private var handle: duckdb_prepared_statement?

    init(_ connection: Connection, _ sql: String) throws(FdnixError) {
        self.connection = connection
        self.sql = sql
        guard connection.api.prepare(connection.handle, sql, &handle) == DuckDBSuccess else {
            throw Connection.error(connection.api.prepare_error(handle).map { String(cString: $0) }, sql)
        }
    }

    deinit { connection.api.destroy_prepare(&handle) }

    /// Sets all parameters, first to last; throws `database` where they are too many, too few, or of a wrong type.
    public func bind(_ parameters: [Parameter]) throws(FdnixError) {
        let api = connection.api
        let count = Int(api.nparams(handle))
        guard parameters.count == count else {
            throw FdnixError(
                .database, "the statement takes \(count) parameters, \(parameters.count) were given (in: \(sql))")
        }
        for (offset, parameter) in parameters.enumerated() {
            let index = idx_t(offset + 1)
            let state =
                switch parameter {
                case .null: api.bind_null(handle, index)
                case .bool(let value): api.bind_boolean(handle, index, value)
                case .int(let value): api.bind_int64(handle, index, Int64(value))
                case .hugeInt(let value): api.bind_hugeint(handle, index, duckdb_hugeint(value))
                case .double(let value): api.bind_double(handle, index, value)
                case .string(let value): bind(value, at: index)
                }
            guard state == DuckDBSuccess else {
                throw FdnixError(.database, "parameter \(index) does not fit the statement (in: \(sql))")
            }
        }
    }

    private func bind(_ value: String, at index: idx_t) -> duckdb_state {
        var value = value
        return value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                // An empty string has no address, which would bind NULL.
                connection.api.bind_varchar_length(handle, index, $0.baseAddress ?? emptyText, idx_t($0.count))
            }
        }
    }

    /// Runs the statement and drops its rows; returns how many rows it changed.
    @discardableResult
    public func execute() throws(FdnixError) -> Int {
        var result = duckdb_result()
        let state = connection.api.execute_prepared(handle, &result)
        defer { connection.api.destroy_result(&result) }
        guard state == DuckDBSuccess else { throw connection.resultError(&result, sql) }
        return Int(connection.api.rows_changed(&result))
    }

    /// Runs the statement; the rows are streamed.
    public func query() throws(FdnixError) -> Rows {
        var result = duckdb_result()
        guard connection.api.execute_prepared_streaming(handle, &result) == DuckDBSuccess else {
            defer { connection.api.destroy_result(&result) }
            throw connection.resultError(&result, sql)
        }
        return Rows(connection, self, result, sql)
    }
}

// Safe to share: the byte is written once, before anyone has its address, and never freed.
/// One NUL byte that lives for ever: the address of an empty string.
nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
    let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    byte.initialize(to: 0)
    return UnsafePointer(byte)
}()

extension duckdb_hugeint {
    init(_ value: Int128) {
        self.init(lower: UInt64(truncatingIfNeeded: value), upper: Int64(truncatingIfNeeded: value >> 64))
    }

    var value: Int128 { Int128(upper) << 64 | Int128(lower) }
}
