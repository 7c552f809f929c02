import CDuckDB

/// One column of a chunk: what a `ColumnValue` reads a row's value from. Valid as long as the chunk.
public struct Column {
    let type: duckdb_type
    let data: UnsafeMutableRawPointer?
    private let validity: UnsafeMutablePointer<UInt64>?
    private let child: Child?

    private struct Child {
        let type: duckdb_type
        let data: UnsafeMutableRawPointer?
        /// The elements a row of an ARRAY has; nil for a LIST.
        let width: Int?
    }

    init(_ library: Library, _ handle: duckdb_vector?) {
        let api = library.api.pointee
        var logical = api.vector_get_column_type(handle)
        defer { api.destroy_logical_type(&logical) }
        type = api.get_type_id(logical)
        data = api.vector_get_data(handle)
        validity = api.vector_get_validity(handle)
        switch type {
        case DUCKDB_TYPE_ARRAY:
            var element = api.array_type_child_type(logical)
            defer { api.destroy_logical_type(&element) }
            child = Child(
                type: api.get_type_id(element), data: api.vector_get_data(api.array_vector_get_child(handle)),
                width: Int(api.array_type_array_size(logical)))
        case DUCKDB_TYPE_LIST:
            var element = api.list_type_child_type(logical)
            defer { api.destroy_logical_type(&element) }
            child = Child(
                type: api.get_type_id(element), data: api.vector_get_data(api.list_vector_get_child(handle)), width: nil
            )
        default: child = nil
        }
    }

    func isValid(_ row: Int) -> Bool {
        guard let validity else { return true }
        return validity[row >> 6] >> UInt64(row & 63) & 1 == 1
    }

    func load<T: BitwiseCopyable>(_ row: Int, as: T.Type = T.self) -> T? {
        data?.assumingMemoryBound(to: T.self)[row]
    }

    func integer<T: FixedWidthInteger & BitwiseCopyable>(_ row: Int, _ type: T.Type) -> Int128? {
        load(row, as: type).map { Int128($0) }
    }

    /// The elements of an ARRAY or LIST of T; nil when it is something else.
    func elements<T: ColumnElement>(_ row: Int, as: T.Type) -> UnsafeBufferPointer<T>? {
        guard let child, child.type == T.type else { return nil }
        guard let base = child.data?.assumingMemoryBound(to: T.self) else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        if let width = child.width { return UnsafeBufferPointer(start: base + row * width, count: width) }
        guard let entry = load(row, as: duckdb_list_entry.self) else { return nil }
        return UnsafeBufferPointer(start: base + Int(entry.offset), count: Int(entry.length))
    }

    /// The text of a VARCHAR.
    func text(_ row: Int) -> String? {
        guard type == DUCKDB_TYPE_VARCHAR, let data else { return nil }
        let entry = data + row * MemoryLayout<duckdb_string_t>.stride
        let length = Int(entry.load(as: UInt32.self))
        // Up to 12 bytes lie in the entry behind the length; longer ones behind a pointer after a 4-byte prefix.
        let bytes: UnsafeRawPointer? =
            length <= 12 ? UnsafeRawPointer(entry + 4) : (entry + 8).load(as: UnsafeRawPointer?.self)
        return String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
    }
}

/// A Swift type that a column can be read as.
public protocol ColumnValue {
    /// The (valid) value of a row; nil when the column is of another type.
    static func read(_ column: Column, _ row: Int) -> Self?
}

extension String: ColumnValue {
    /// The text of a VARCHAR column, nil for a column of another type.
    public static func read(_ column: Column, _ row: Int) -> String? { column.text(row) }
}

extension Bool: ColumnValue {
    /// The flag of a BOOLEAN column, nil for a column of another type.
    public static func read(_ column: Column, _ row: Int) -> Bool? {
        column.type == DUCKDB_TYPE_BOOLEAN ? column.load(row, as: UInt8.self).map { $0 != 0 } : nil
    }
}

extension Int: ColumnValue {
    /// The number of a column of any integer type, nil where it does not fit 64 bits or the column is of another type.
    public static func read(_ column: Column, _ row: Int) -> Int? {
        Int128.read(column, row).flatMap { Int(exactly: $0) }
    }
}

extension Int128: ColumnValue {
    /// The number of a column of any integer type up to HUGEINT, nil for a column of another type.
    public static func read(_ column: Column, _ row: Int) -> Int128? {
        switch column.type {
        case DUCKDB_TYPE_TINYINT: column.integer(row, Int8.self)
        case DUCKDB_TYPE_SMALLINT: column.integer(row, Int16.self)
        case DUCKDB_TYPE_INTEGER: column.integer(row, Int32.self)
        case DUCKDB_TYPE_BIGINT: column.integer(row, Int64.self)
        case DUCKDB_TYPE_UTINYINT: column.integer(row, UInt8.self)
        case DUCKDB_TYPE_USMALLINT: column.integer(row, UInt16.self)
        case DUCKDB_TYPE_UINTEGER: column.integer(row, UInt32.self)
        case DUCKDB_TYPE_UBIGINT: column.integer(row, UInt64.self)
        case DUCKDB_TYPE_HUGEINT: column.load(row, as: duckdb_hugeint.self)?.value
        default: nil
        }
    }
}

extension Double: ColumnValue {
    /// The number of a DOUBLE or FLOAT column, nil for a column of another type.
    public static func read(_ column: Column, _ row: Int) -> Double? {
        switch column.type {
        case DUCKDB_TYPE_DOUBLE: column.load(row, as: Double.self)
        case DUCKDB_TYPE_FLOAT: column.load(row, as: Float.self).map { Double($0) }
        default: nil
        }
    }
}

extension Float: ColumnValue {
    /// The number of a FLOAT column, nil for a column of another type.
    public static func read(_ column: Column, _ row: Int) -> Float? {
        column.type == DUCKDB_TYPE_FLOAT ? column.load(row, as: Float.self) : nil
    }
}

extension Array: ColumnValue where Element: ColumnElement {
    /// A copy of the elements of an ARRAY or LIST of this element type, nil for a column of another type.
    public static func read(_ column: Column, _ row: Int) -> [Element]? {
        column.elements(row, as: Element.self).map { Array($0) }
    }
}

/// A number that arrays and lists are made of.
public protocol ColumnElement: BitwiseCopyable {
    /// The element type's number in the C API.
    static var typeNumber: UInt32 { get }
}

extension ColumnElement {
    static var type: duckdb_type { duckdb_type(rawValue: typeNumber) }
}

extension Float: ColumnElement {
    /// The number of the type FLOAT.
    public static var typeNumber: UInt32 { DUCKDB_TYPE_FLOAT.rawValue }
}

extension Int8: ColumnElement {
    /// The number of the type TINYINT.
    public static var typeNumber: UInt32 { DUCKDB_TYPE_TINYINT.rawValue }
}
