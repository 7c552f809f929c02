import CPostgres

/// A row of a result, in binary form; its columns, counted from 0, are read while it is the current one.
public struct PostgresRow {
    private let api: fdnix_pg_api
    private let result: OpaquePointer
    private let row: Int32

    init(_ api: fdnix_pg_api, _ result: OpaquePointer, _ row: Int32 = 0) {
        self.api = api
        self.result = result
        self.row = row
    }

    /// Whether a column is NULL, or not there.
    public func isNull(_ column: Int) -> Bool {
        column >= Int(api.nfields(result)) || api.getisnull(result, row, Int32(column)) != 0
    }

    /// The bytes of a column, none where it is NULL; not to be kept.
    public func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        guard !isNull(column), let start = api.getvalue(result, row, Int32(column)) else {
            return try body(UnsafeRawBufferPointer(start: nil, count: 0))
        }
        return try body(UnsafeRawBufferPointer(start: start, count: Int(api.getlength(result, row, Int32(column)))))
    }

    /// The text of a `text`, `varchar` or `name`; nil where it is NULL.
    public func text(_ column: Int) -> String? {
        isNull(column) ? nil : withBytes(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// The number of an `int2`, `int4`, `int8` or the flag of a `bool`; nil where it is NULL.
    public func int(_ column: Int) -> Int? {
        guard !isNull(column) else { return nil }
        return withBytes(column) { bytes in
            guard let first = bytes.first, bytes.count <= 8 else { return nil }
            let start: Int = bytes.count > 1 && first & 0x80 != 0 ? -1 : 0
            return bytes.reduce(start) { $0 << 8 | Int($1) }
        }
    }

    /// The number of a `float8`; nil where it is NULL.
    public func double(_ column: Int) -> Double? {
        guard !isNull(column) else { return nil }
        return withBytes(column) { bytes in
            guard bytes.count == 8 else { return nil }
            return Double(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
        }
    }

    /// The flag of a `bool`; nil where it is NULL.
    public func bool(_ column: Int) -> Bool? { int(column).map { $0 != 0 } }
}
