/// Rows for `COPY … FROM STDIN (FORMAT binary)`, field by field
/// (<https://www.postgresql.org/docs/current/sql-copy.html>, "Binary Format").
///
/// ```swift
/// try await connection.copy(into: "fruit (name, colour)") { buffer in
///     guard let fruit = iterator.next() else { return false }
///     buffer.row(of: 2)
///     buffer.text(fruit.name)
///     buffer.text(fruit.colour)
///     return true
/// }
/// ```
public struct CopyBuffer: Sendable {
    /// What was written since `removeAll`.
    private(set) var bytes: [UInt8] = []

    static let signature: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [0, 0, 0, 0, 0, 0, 0, 0]
    static let trailer: [UInt8] = [0xFF, 0xFF]

    /// Begins a row of `fields` fields, which must follow.
    public mutating func row(of fields: Int) { append(Int16(fields)) }

    /// Writes a NULL, whatever the column's type.
    public mutating func null() { append(Int32(-1)) }

    /// Writes a `text` or `varchar`.
    public mutating func text(_ text: String) {
        append(Int32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a field from the bytes of its binary form.
    public mutating func field(_ value: [UInt8]) {
        append(Int32(value.count))
        bytes.append(contentsOf: value)
    }

    /// Writes a `jsonb` from JSON text.
    public mutating func jsonb(_ json: [UInt8]) {
        append(Int32(json.count + 1))
        bytes.append(1)
        bytes.append(contentsOf: json)
    }

    mutating func append(contentsOf other: [UInt8]) { bytes.append(contentsOf: other) }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
