import Basics
public import JSON

extension AttributeValue {
    /// The attributes of an item in DynamoDB's JSON, `{"name": {"S": "text"}}`; nil where the value is not an object. Throws
    /// `malformedInput` for an attribute that has no value of a DynamoDB type.
    public static func item(_ value: JSONValue) throws -> Item? {
        guard let members = value.object?.members else { return nil }
        var item: Item = [:]
        for member in members { item[member.key] = try AttributeValue(member.value, of: member.key) }
        return item
    }

    /// Reads `{"S": "text"}` and the like; `name` is the attribute's, for messages.
    private init(_ json: JSONValue, of name: String) throws {
        guard let members = json.object?.members, members.count == 1, let member = members.first,
            let value = try Self.read(member.key, member.value, name)
        else { throw FdnixError(.malformedInput, "the attribute \(name) has no value of a DynamoDB type") }
        self = value
    }

    private static func read(_ type: String, _ value: JSONValue, _ name: String) throws -> AttributeValue? {
        switch type {
        case "S": value.string.map { .string($0) }
        case "N": number(value).map { .number($0) }
        case "B": bytes(value).map { .binary($0) }
        case "BOOL": value.bool.map { .bool($0) }
        case "NULL": value.bool == true ? .null : nil
        case "M": try item(value).map { .map($0) }
        case "L": try value.array.map { .list(try $0.map { try AttributeValue($0, of: name) }) }
        case "SS": all(value) { $0.string }.map { .stringSet($0) }
        case "NS": all(value, number).map { .numberSet($0) }
        case "BS": all(value, bytes).map { .binarySet($0) }
        default: nil
        }
    }

    private static func number(_ value: JSONValue) -> String? {
        value.string.flatMap { DecimalNumber($0) == nil ? nil : $0 }
    }

    private static func bytes(_ value: JSONValue) -> [UInt8]? { value.string.flatMap { Base64.decode($0) } }

    /// The elements of a set; nil unless all of them are of its type.
    private static func all<T>(_ value: JSONValue, _ read: (JSONValue) -> T?) -> [T]? {
        guard let elements = value.array else { return nil }
        let read = elements.compactMap(read)
        return read.count == elements.count ? read : nil
    }
}

extension AttributeValue: CustomStringConvertible {
    /// The value in DynamoDB's JSON: `{"S": "text"}`.
    public var json: JSONValue {
        switch self {
        case .string(let text): ["S": .string(text)]
        case .number(let digits): ["N": .string(digits)]
        case .binary(let bytes): ["B": .string(Base64.encode(bytes))]
        case .bool(let flag): ["BOOL": .bool(flag)]
        case .null: ["NULL": true]
        case .map(let members): ["M": Self.json(members)]
        case .list(let elements): ["L": .array(elements.map(\.json))]
        case .stringSet(let members): ["SS": .array(members.map { .string($0) })]
        case .numberSet(let members): ["NS": .array(members.map { .string($0) })]
        case .binarySet(let members): ["BS": .array(members.map { .string(Base64.encode($0)) })]
        }
    }

    /// The value in DynamoDB's JSON as text, the same for values that are written alike.
    public var description: String { json.description }

    /// An item in DynamoDB's JSON, names ascending: equal items give equal bytes.
    public static func json(_ item: Item) -> JSONValue {
        .object(JSONObject(item.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.json) }))
    }
}
