/// The attributes of an item, by name.
public typealias Item = [String: AttributeValue]

/// A value of a DynamoDB item, in DynamoDB's own types
/// (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html).
///
/// Two values are equal in Swift where they are written alike; `isSame(as:)` compares as DynamoDB does.
public enum AttributeValue: Sendable, Hashable {
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

    /// Whether both are written alike: texts to the byte, as DynamoDB compares them.
    public static func == (a: AttributeValue, b: AttributeValue) -> Bool {
        switch (a, b) {
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.number(let a), .number(let b)): a == b
        case (.binary(let a), .binary(let b)): a == b
        case (.bool(let a), .bool(let b)): a == b
        case (.null, .null): true
        case (.map(let a), .map(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.stringSet(let a), .stringSet(let b)): a.elementsEqual(b) { $0.utf8.elementsEqual($1.utf8) }
        case (.numberSet(let a), .numberSet(let b)): a == b
        case (.binarySet(let a), .binarySet(let b)): a == b
        default: false
        }
    }

    /// The number that an integer is, of the type `N`.
    public static func int(_ value: Int) -> AttributeValue { .number(String(value)) }

    /// The text, nil for any other type.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The number where a 64-bit integer holds it, nil for any other value.
    public var int: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }

    /// The flag, nil for any other type.
    public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// The members of a set of strings, nil for any other type.
    public var stringSet: [String]? { if case .stringSet(let members) = self { members } else { nil } }
}

extension AttributeValue: ExpressibleByStringLiteral {
    /// The text that a literal such as `"text"` says, of the type `S`.
    public init(stringLiteral value: String) { self = .string(value) }
}
