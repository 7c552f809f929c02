import Basics
public import JSON
public import Tables

/// Reads and writes single items of the table, in DynamoDB's JSON. A write goes to the table's stream as any other does.
public struct ItemRequests: Sendable {
    private let table: any Table

    /// Reads and writes the items of `table`.
    public init(_ table: any Table) { self.table = table }

    /// Writes a whole item, `{"PK":{"S":"…"},"SK":{"S":"…"},…}`, whatever was there. Throws `malformedInput` for other text,
    /// `usage` for an item that does not fit the table, and what the table throws.
    public func put(_ json: [UInt8]) async throws {
        guard let item = try AttributeValue.item(try JSONValue.parse(json)) else {
            throw FdnixError(.malformedInput, "the item is not an object of DynamoDB's JSON")
        }
        try await table.put(item)
    }

    /// An item in DynamoDB's JSON; nil where there is none.
    public func get(partition: String, sort: String) async throws -> JSONValue? {
        try await table.get(ItemKey(.string(partition), .string(sort))).map { AttributeValue.json($0) }
    }

    /// Removes an item; one that is not there is not an error.
    public func delete(partition: String, sort: String) async throws {
        try await table.delete(ItemKey(.string(partition), .string(sort)))
    }
}
