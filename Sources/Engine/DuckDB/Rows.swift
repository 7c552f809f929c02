public import Basics
import CDuckDB

/// The rows of a query, streamed chunk by chunk.
public final class Rows {
    /// The names of the columns, in the order of the statement.
    public let columnNames: [String]
    private let connection: Connection
    // DuckDB wants the statement alive while it streams.
    private let statement: Statement
    private let sql: String
    private var result: duckdb_result

    init(_ connection: Connection, _ statement: Statement, _ result: duckdb_result, _ sql: String) {
        self.connection = connection
        self.statement = statement
        self.sql = sql
        var result = result
        let api = connection.api
        columnNames = (0..<api.column_count(&result)).map { column in
            api.column_name(&result, column).map { String(cString: $0) } ?? ""
        }
        self.result = result
    }

    deinit { connection.api.destroy_result(&result) }

    /// The next up to 2,048 rows, nil at the end.
    public func nextChunk() throws(FdnixError) -> Chunk? {
        guard let handle = connection.api.fetch_chunk(result) else {
            // The end and a failure look the same; only a failure leaves a message.
            guard let message = connection.api.result_error(&result), message.pointee != 0 else { return nil }
            throw connection.resultError(&result, sql)
        }
        let chunk = Chunk(connection.database.library, handle)
        return chunk.count > 0 ? chunk : nil
    }

    /// Calls `body` with every row, in order; a row is valid inside `body` only as long as its chunk is kept.
    public func forEach(_ body: (Row) throws -> Void) throws {
        while let chunk = try nextChunk() {
            for index in 0..<chunk.count { try body(Row(chunk: chunk, index: index)) }
        }
    }

    /// What `body` makes of each row, in order.
    public func map<T>(_ body: (Row) throws -> T) throws -> [T] {
        var values: [T] = []
        try forEach { values.append(try body($0)) }
        return values
    }

    /// The value in the first column of the first row; nil for NULL, and where there is no row.
    public func scalar<T: ColumnValue>(_ type: T.Type = T.self) throws(FdnixError) -> T? {
        guard let chunk = try nextChunk() else { return nil }
        return try chunk.value(0, 0, as: type)
    }
}

/// Up to 2,048 rows, column by column.
public final class Chunk {
    /// How many rows the chunk has, at least 1.
    public let count: Int
    private let library: Library
    private var handle: duckdb_data_chunk?
    private let columns: [Column]

    init(_ library: Library, _ handle: duckdb_data_chunk) {
        self.library = library
        self.handle = handle
        let api = library.api.pointee
        count = Int(api.data_chunk_get_size(handle))
        columns = (0..<api.data_chunk_get_column_count(handle)).map {
            Column(library, api.data_chunk_get_vector(handle, $0))
        }
    }

    deinit { library.api.pointee.destroy_data_chunk(&handle) }

    /// The value of a row and column, nil for NULL; throws when the column is of another type.
    public func value<T: ColumnValue>(_ row: Int, _ column: Int, as type: T.Type = T.self) throws(FdnixError) -> T? {
        guard columns.indices.contains(column), row >= 0, row < count else {
            throw FdnixError(.database, "the result has no row \(row), column \(column)")
        }
        let source = columns[column]
        guard source.isValid(row) else { return nil }
        guard let value = T.read(source, row) else {
            throw FdnixError(.database, "column \(column) of the result is not of type \(T.self)")
        }
        return value
    }

    /// Calls `body` with the elements of a `FLOAT[n]` value, without a copy; nil for NULL.
    public func withFloats<R>(_ row: Int, _ column: Int, _ body: (UnsafeBufferPointer<Float>) throws -> R) throws -> R?
    {
        guard columns.indices.contains(column), row >= 0, row < count else {
            throw FdnixError(.database, "the result has no row \(row), column \(column)")
        }
        guard columns[column].isValid(row) else { return nil }
        guard let elements = columns[column].elements(row, as: Float.self) else {
            throw FdnixError(.database, "column \(column) of the result is not a FLOAT array")
        }
        return try body(elements)
    }
}

/// One row of a chunk.
public struct Row {
    let chunk: Chunk
    let index: Int

    /// The value of a column, nil for NULL.
    public func get<T: ColumnValue>(_ column: Int, as type: T.Type = T.self) throws(FdnixError) -> T? {
        try chunk.value(index, column, as: type)
    }

    /// The text of a column, `""` for NULL.
    public func string(_ column: Int) throws(FdnixError) -> String { try get(column) ?? "" }

    /// The flag of a column, false for NULL.
    public func bool(_ column: Int) throws(FdnixError) -> Bool { try get(column) ?? false }

    /// Calls `body` with the elements of a `FLOAT[n]` value, without a copy; nil for NULL.
    public func withFloats<R>(_ column: Int, _ body: (UnsafeBufferPointer<Float>) throws -> R) throws -> R? {
        try chunk.withFloats(index, column, body)
    }
}
