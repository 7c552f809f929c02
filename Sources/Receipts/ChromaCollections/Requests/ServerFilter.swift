import JSON
import ReceiptModel

/// Conditions on metadata in the server's own words.
enum ServerFilter {
    /// All records of a receipt, whose number may have been written as text.
    static func of(_ receipt: ReceiptKey) -> JSONValue {
        all([
            one("image_id", .string(receipt.imageID)), one("receipt_id", .integer(Int64(receipt.receiptID))),
        ])
    }

    /// What a filter admits; nil where that is everything.
    static func of(_ filter: MetadataFilter) -> JSONValue? {
        guard !filter.wanted.isEmpty else { return Optional.none }
        return all(filter.wanted.map { one($0.name, $0.value) })
    }

    private static func all(_ parts: [JSONValue]) -> JSONValue { parts.count == 1 ? parts[0] : ["$and": .array(parts)] }

    private static func one(_ name: String, _ value: JSONValue) -> JSONValue {
        func condition(_ value: JSONValue) -> JSONValue { .object([name: value]) }
        guard name == "receipt_id", case .integer(let number) = MetadataFilter.number(value) else {
            return condition(value)
        }
        return ["$or": [condition(.integer(number)), condition(.string(String(number)))]]
    }
}
