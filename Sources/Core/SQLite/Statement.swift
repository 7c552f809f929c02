import Basics
import CSQLite

/// A value for a `?` in a statement.
public enum Value: Sendable, Hashable {
    /// A NULL, of no type.
    case null
    /// An integer of 64 bits.
    case int(Int)
    /// Text, as it is, NUL characters included.
    case text(String)
    /// Text that is UTF-8 already, or only has to sort as such.
    case utf8([UInt8])
    /// Bytes, which sort after all text.
    case blob([UInt8])

    /// Text, or NULL where there is none.
    public static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
}

/// A compiled statement, run again and again with other values.
final class Statement {
    // The connection holds its statements, so this must not hold the connection; it outlives all use of them.
    private unowned let connection: Connection
    private let api: fdnix_sqlite_api
    private let sql: String
    private(set) var handle: OpaquePointer?
    private(set) var isRunning = false

    init(_ connection: Connection, _ sql: String) throws(FdnixError) {
        self.connection = connection
        self.sql = sql
        api = connection.api
        let status = api.prepare_v2(connection.handle, sql, -1, &handle, nil)
        guard status == FDNIX_SQLITE_OK else { throw connection.error(status, sql) }
    }

    deinit { _ = api.finalize(handle) }

    func bind(_ values: [Value]) throws(FdnixError) {
        isRunning = true
        guard values.count == Int(api.bind_parameter_count(handle)) else {
            throw FdnixError(.database, "a statement got \(values.count) values, which does not fit it (in: \(sql))")
        }
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            let status =
                switch value {
                case .null: api.bind_null(handle, index)
                case .int(let number): api.bind_int64(handle, index, Int64(number))
                case .text(let text): bind(text: Array(text.utf8), index)
                case .utf8(let bytes): bind(text: bytes, index)
                case .blob(let bytes):
                    bytes.withUnsafeBytes {
                        fdnix_sqlite_bind_blob(connection.library.api, handle, index, $0.baseAddress, Int32($0.count))
                    }
                }
            guard status == FDNIX_SQLITE_OK else { throw connection.error(status, sql) }
        }
    }

    private func bind(text: [UInt8], _ index: Int32) -> Int32 {
        text.withUnsafeBytes {
            fdnix_sqlite_bind_text(connection.library.api, handle, index, $0.baseAddress, Int32($0.count))
        }
    }

    /// Whether there is a next row.
    func step() throws(FdnixError) -> Bool {
        let status = api.step(handle)
        if status == FDNIX_SQLITE_ROW { return true }
        guard status == FDNIX_SQLITE_DONE else { throw connection.error(status, sql) }
        return false
    }

    func reset() {
        _ = api.reset(handle)
        _ = api.clear_bindings(handle)
        isRunning = false
    }

    func int(_ column: Int) -> Int { Int(api.column_int64(handle, Int32(column))) }

    func double(_ column: Int) -> Double { api.column_double(handle, Int32(column)) }

    func isNull(_ column: Int) -> Bool { api.column_type(handle, Int32(column)) == FDNIX_SQLITE_NULL }

    /// The bytes of a text or blob, valid until the next step.
    func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        let start = api.column_blob(handle, Int32(column))
        let count = Int(api.column_bytes(handle, Int32(column)))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}

/// A row of a result; its columns are read while it is the current one.
public struct Row {
    private let statement: Statement

    init(_ statement: Statement) { self.statement = statement }

    /// The integer of a column, counted from 0; 0 where it is NULL.
    public func int(_ column: Int) -> Int { statement.int(column) }

    /// The real number of a column, with all its bits; nil where it is NULL.
    public func double(_ column: Int) -> Double? { statement.isNull(column) ? nil : statement.double(column) }

    /// The text of a column, nil where it is NULL.
    public func text(_ column: Int) -> String? {
        statement.isNull(column) ? nil : statement.withBytes(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a column's text or blob, none where it is NULL; not to be kept.
    public func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        try statement.withBytes(column, body)
    }
}
