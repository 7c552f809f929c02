import Basics
import JSON

/// A value of a DynamoDB item, in DynamoDB's own types
/// (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html).
public enum AttributeValue: Sendable, Equatable {
    /// `S`: text of any length, the empty one too
    case string(String)
    /// `N`: the digits as they came, as DynamoDB's numbers have up to 38 of them.
    case number(String)
    /// `B`: the bytes that came as base64
    case binary([UInt8])
    /// `BOOL`: true or false, not a digit
    case bool(Bool)
    /// `NULL`: the attribute is there without a value
    case null
    /// `M`: values by name, of any types
    case map([String: AttributeValue])
    /// `L`: values in their order, of any types
    case list([AttributeValue])
    /// `SS`, in the order that came
    case stringSet([String])
    /// `NS`, in the order that came
    case numberSet([String])
    /// `BS`, in the order that came
    case binarySet([[UInt8]])

    /// The text, nil for any other type.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The number where a 64-bit integer holds it, nil for any other value.
    public var int: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }

    /// The flag, nil for any other type.
    public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// The attributes of an item, nil where the value is not an object.
    static func item(_ value: JSONValue) throws -> [String: AttributeValue]? {
        guard let members = value.object?.members else { return nil }
        var item: [String: AttributeValue] = [:]
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
        value.string.flatMap { Double($0)?.isFinite == true ? $0 : nil }
    }

    private static func bytes(_ value: JSONValue) -> [UInt8]? { value.string.flatMap { Base64.decode($0) } }

    /// The elements of a set; nil unless all of them are of its type.
    private static func all<T>(_ value: JSONValue, _ read: (JSONValue) -> T?) -> [T]? {
        guard let elements = value.array else { return nil }
        let read = elements.compactMap(read)
        return read.count == elements.count ? read : nil
    }
}
