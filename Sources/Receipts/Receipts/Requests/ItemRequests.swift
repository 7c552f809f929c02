import Basics
public import JSON
public import ReceiptModel
public import Tables

/// Reads and writes single items of the table, in DynamoDB's JSON. A write goes to the table's stream as any other does.
public struct ItemRequests: Sendable {
    private let table: any Table

    /// Reads and writes the items of `table`.
    public init(_ table: any Table) { self.table = table }

    /// Writes a whole item, `{"PK":{"S":"…"},"SK":{"S":"…"},…}`, whatever was there. Throws `usage` for other text and
    /// for an item that does not fit the table, and what the table throws.
    public func put(_ json: [UInt8]) async throws { try await table.put(try Self.item(json)) }

    private static func item(_ json: [UInt8]) throws -> Item {
        let value: JSONValue
        do { value = try JSONValue.parse(json, malformed: .refused) } catch let error as FdnixError {
            throw FdnixError(.usage, wrong(json) ?? "the item cannot be read: \(error.message)")
        }
        if hasBareNumber(value) {
            throw FdnixError(.usage, #"the item has {"N":1}: DynamoDB writes numbers as strings, {"N":"1"}"#)
        }
        do {
            if let item = try AttributeValue.item(value) { return item }
        } catch let error as FdnixError { throw FdnixError(.usage, error.message) }
        throw FdnixError(.usage, #"the item is not an object of DynamoDB's JSON: {"PK":{"S":"…"},"SK":{"S":"…"},…}"#)
    }

    /// What is wrong with text that is not one value of JSON, where that is easily said.
    private static func wrong(_ json: [UInt8]) -> String? {
        let lines = json.split(separator: 0x0A).filter { !$0.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }
        guard let first = lines.first else { return "there is no item: write one as a JSON object" }
        guard lines.count > 1, (try? JSONValue.parse(Array(first))) != nil else { return nil }
        return "there is more than one line of JSON: put one item at a time"
    }

    private static func hasBareNumber(_ value: JSONValue) -> Bool {
        let members = value.object?.members ?? []
        if members.count == 1, members[0].key == "N", members[0].value.double != nil { return true }
        return members.contains { hasBareNumber($0.value) } || (value.array ?? []).contains(where: hasBareNumber)
    }

    /// An item in DynamoDB's JSON; nil where there is none.
    public func get(partition: String, sort: String) async throws -> JSONValue? {
        try await table.get(ItemKey(.string(partition), .string(sort))).map { AttributeValue.json($0) }
    }

    /// Removes an item; false where it was not there.
    @discardableResult
    public func delete(partition: String, sort: String) async throws -> Bool {
        try await table.delete(ItemKey(.string(partition), .string(sort)), if: nil) != nil
    }

    /// Takes all records of a receipt out of both collections: whoever hears of the table's changes is told that the receipt's item
    /// was removed, which is put there first where it is missing. Other items of the receipt stay. Throws what the table throws.
    public func remove(_ receipt: ReceiptKey) async throws {
        let key = EntityKey.receipt(receipt)
        let item: Item = [
            "PK": .string(receipt.partition), "SK": .string(receipt.sortPrefix), "TYPE": "RECEIPT",
        ]
        _ = try await table.perform(.put(item, if: .absent("PK")))
        try await table.delete(key.itemKey)
    }
}
