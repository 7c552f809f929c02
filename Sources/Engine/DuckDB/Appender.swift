public import Basics
import CDuckDB

/// Loads rows into a table in bulk: values are written straight into column vectors, 2,048 rows at a time.
///
/// Values of a row are appended in column order, then `endRow()`; `finish()` writes what is left. Without `finish()`
/// the rows since the last full chunk are lost.
public final class Appender {
    /// Rows ended so far.
    public private(set) var rowCount = 0
    private let connection: Connection
    private let table: String
    private let api: UnsafePointer<fdnix_duckdb_api>
    private let capacity: Int
    private var handle: duckdb_appender?
    private var chunk: duckdb_data_chunk?
    private var columns: [TargetColumn] = []
    private var row = 0
    private var column = 0

    /// A column of the chunk that is being filled.
    private struct TargetColumn {
        let type: duckdb_type
        /// The type and number of the elements of an ARRAY.
        let element: duckdb_type
        let width: Int
        let vector: duckdb_vector?
        var data: UnsafeMutableRawPointer?
    }

    init(_ connection: Connection, table: String, schema: String?, catalog: String?) throws(FdnixError) {
        self.connection = connection
        self.table = table
        api = connection.database.library.api
        capacity = Int(api.pointee.vector_size())
        guard api.pointee.appender_create_ext(connection.handle, catalog, schema, table, &handle) == DuckDBSuccess
        else {
            throw failure("cannot load rows into")
        }
        makeChunk()
    }

    private func makeChunk() {
        let functions = api.pointee
        let count = functions.appender_column_count(handle)
        var types: [duckdb_logical_type?] = (0..<count).map { functions.appender_column_type(handle, $0) }
        chunk = functions.create_data_chunk(&types, count)
        for index in types.indices {
            let type = functions.get_type_id(types[index])
            var element = type == DUCKDB_TYPE_ARRAY ? functions.array_type_child_type(types[index]) : nil
            columns.append(
                TargetColumn(
                    type: type, element: element.map { functions.get_type_id($0) } ?? DUCKDB_TYPE_INVALID,
                    width: element == nil ? 1 : Int(functions.array_type_array_size(types[index])),
                    vector: functions.data_chunk_get_vector(chunk, idx_t(index))))
            functions.destroy_logical_type(&element)
            functions.destroy_logical_type(&types[index])
        }
        refreshPointers()
    }

    private func refreshPointers() {
        for index in columns.indices {
            let isArray = columns[index].type == DUCKDB_TYPE_ARRAY
            let vector = columns[index].vector
            columns[index].data = api.pointee.vector_get_data(
                isArray ? api.pointee.array_vector_get_child(vector) : vector)
        }
    }

    deinit {
        api.pointee.destroy_data_chunk(&chunk)
        _ = api.pointee.appender_destroy(&handle)
    }

    // MARK: Values

    /// Appends a VARCHAR; throws `database` where the next column is of another type, as all of these do.
    public func append(_ value: String) throws(FdnixError) {
        let target = try next(DUCKDB_TYPE_VARCHAR)
        var value = value
        value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                let base = $0.baseAddress ?? emptyText
                api.pointee.vector_assign_string_element_len(target.vector, idx_t(row), base, idx_t($0.count))
            }
        }
    }

    /// Appends a VARCHAR, NULL for nil.
    public func append(_ value: String?) throws(FdnixError) {
        if let value { try append(value) } else { try appendNull() }
    }

    /// Appends a flag to a BOOLEAN column.
    public func append(_ value: Bool) throws(FdnixError) { try store(value ? 1 : 0 as UInt8, DUCKDB_TYPE_BOOLEAN) }

    /// Appends a number to a BIGINT or INTEGER column; throws `database` where it does not fit the latter.
    public func append(_ value: Int) throws(FdnixError) {
        if column < columns.count, columns[column].type == DUCKDB_TYPE_INTEGER {
            guard let narrow = Int32(exactly: value) else {
                throw FdnixError(.database, "\(value) does not fit column \(column + 1) of \(table)")
            }
            try store(narrow, DUCKDB_TYPE_INTEGER)
        } else {
            try store(Int64(value), DUCKDB_TYPE_BIGINT)
        }
    }

    /// Appends a number to a HUGEINT column.
    public func append(_ value: Int128) throws(FdnixError) {
        try store(duckdb_hugeint(value), DUCKDB_TYPE_HUGEINT)
    }

    /// Appends a number to a FLOAT column.
    public func append(_ value: Float) throws(FdnixError) { try store(value, DUCKDB_TYPE_FLOAT) }

    /// Appends a number to a DOUBLE column.
    public func append(_ value: Double) throws(FdnixError) { try store(value, DUCKDB_TYPE_DOUBLE) }

    /// Appends a fixed-size array such as FLOAT[256] or TINYINT[256].
    public func append<T: ColumnElement>(_ values: UnsafeBufferPointer<T>) throws(FdnixError) {
        guard column < columns.count, columns[column].type == DUCKDB_TYPE_ARRAY, columns[column].element == T.type,
            values.count == columns[column].width, let source = values.baseAddress
        else {
            throw FdnixError(.database, "\(values.count) \(T.self) values do not fit column \(column + 1) of \(table)")
        }
        let target = columns[column]
        column += 1
        target.data?.assumingMemoryBound(to: T.self).advanced(by: row * target.width)
            .update(from: source, count: target.width)
    }

    /// Appends NULL to a column of any type.
    public func appendNull() throws(FdnixError) {
        guard column < columns.count else { throw tooMany() }
        let vector = columns[column].vector
        api.pointee.vector_ensure_validity_writable(vector)
        api.pointee.vector_get_validity(vector)?[row >> 6] &= ~(1 << UInt64(row & 63))
        column += 1
    }

    /// Ends the row, which must have a value for every column.
    public func endRow() throws(FdnixError) {
        guard column == columns.count else {
            throw FdnixError(.database, "a row of \(table) has \(column) values, not \(columns.count)")
        }
        column = 0
        row += 1
        rowCount += 1
        if row == capacity { try flushChunk() }
    }

    /// Writes what is left and closes; constraints are checked here.
    public func finish() throws(FdnixError) {
        guard column == 0 else { throw FdnixError(.database, "the last row of \(table) was not ended") }
        if row > 0 { try flushChunk() }
        guard api.pointee.appender_close(handle) == DuckDBSuccess else { throw failure("cannot load rows into") }
    }

    // MARK: Plumbing

    private func store<T: BitwiseCopyable>(_ value: T, _ type: duckdb_type) throws(FdnixError) {
        let target = try next(type)
        target.data?.assumingMemoryBound(to: T.self)[row] = value
    }

    private func next(_ type: duckdb_type) throws(FdnixError) -> TargetColumn {
        guard column < columns.count else { throw tooMany() }
        let target = columns[column]
        guard target.type == type else {
            throw FdnixError(.database, "a value of another type was given for column \(column + 1) of \(table)")
        }
        column += 1
        return target
    }

    private func flushChunk() throws(FdnixError) {
        api.pointee.data_chunk_set_size(chunk, idx_t(row))
        guard api.pointee.append_data_chunk(handle, chunk) == DuckDBSuccess else {
            throw failure("cannot load rows into")
        }
        api.pointee.data_chunk_reset(chunk)
        refreshPointers()
        row = 0
    }

    private func tooMany() -> FdnixError {
        FdnixError(.database, "a row of \(table) has more than \(columns.count) values")
    }

    private func failure(_ what: String) -> FdnixError {
        let message = api.pointee.appender_error(handle).map { String(cString: $0) } ?? "unknown error"
        return FdnixError(.database, "DuckDB \(what) \(table): \(oneLine(message))")
    }
}

extension Connection {
    /// A bulk loader for `table`; finish it before using the connection otherwise.
    public func appender(
        _ table: String, schema: String? = nil, catalog: String? = nil
    ) throws(FdnixError) -> Appender {
        try Appender(self, table: table, schema: schema, catalog: catalog)
    }
}
