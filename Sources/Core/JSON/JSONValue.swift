/// A whole JSON value in memory, for documents small enough; large ones are read with `JSONReader`.
///
/// Two strings are equal where their code units are, as JSON has it: not where they look alike.
public enum JSONValue: Sendable, Equatable {
    /// The value `null`, which stands for nothing.
    case null
    /// One of the words `true` and `false`.
    case bool(Bool)
    /// A number without fraction or exponent that fits 64 bits.
    case integer(Int64)
    /// Every other number; finite.
    case double(Double)
    /// A string, its escapes resolved.
    case string(String)
    /// An array, its elements in document order.
    case array([JSONValue])
    /// An object, its keys in document order.
    case object(JSONObject)

    /// Whether both are written alike, the members of objects in one order.
    public static func == (a: JSONValue, b: JSONValue) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }

    /// Parses a whole document; an error names the byte. `malformed` is what is done with strings that are not UTF-8.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer, malformed: JSONMalformedText = .dropped
    ) throws -> JSONValue {
        var reader = JSONReader(bytes, malformed: malformed)
        let value = try reader.readValue()
        try reader.finish()
        return value
    }

    /// Parses a whole document; an error names the byte. `malformed` is what is done with strings that are not UTF-8.
    public static func parse(_ bytes: [UInt8], malformed: JSONMalformedText = .dropped) throws -> JSONValue {
        try bytes.withUnsafeBytes { try parse($0, malformed: malformed) }
    }

    /// Parses a whole document; an error names the byte.
    public static func parse(_ text: String) throws -> JSONValue { try parse(Array(text.utf8)) }

    /// The string, nil for any other value.
    public var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The integer (also of a double that is one), nil for any other value.
    public var int: Int64? {
        switch self {
        case .integer(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The number, nil for any other value.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The flag, nil for any other value.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The elements, nil for any other value.
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

    /// The members, nil for any other value.
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }

    /// The member `key` of an object, nil where there is none or this is not an object.
    public subscript(key: String) -> JSONValue? { object?[key] }

    /// The element `index` of an array, nil where there is none or this is not an array.
    public subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }
}

/// The members of an object in document order; looking one up is linear.
public struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// A key with its value.
    public struct Member: Sendable, Equatable {
        /// The key, its escapes resolved; not always the only one of its object.
        public var key: String
        /// The value that the key has.
        public var value: JSONValue

        /// A member of an object: `key` with `value`.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// Every member, also those whose key is repeated.
    public var members: [Member]

    /// An object of these members.
    public init(_ members: [Member] = []) { self.members = members }

    /// An object in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { members = elements.map { Member($0, $1) } }

    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    /// The value of `key`, the last one where it is repeated; setting nil removes it.
    public subscript(key: String) -> JSONValue? {
        get { members.last { $0.key == key }?.value }
        set {
            guard let newValue else { return members.removeAll { $0.key == key } }
            if let index = members.lastIndex(where: { $0.key == key }) {
                members[index].value = newValue
            } else {
                members.append(Member(key, newValue))
            }
        }
    }
}

extension JSONReader {
    /// Reads the next value whole; throws `malformedInput` where it is not JSON.
    public mutating func readValue() throws -> JSONValue {
        switch try peek() {
        case .null:
            try readNull()
            return .null
        case .bool: return .bool(try readBool())
        case .string: return .string(try readString())
        case .number:
            switch try readNumber() {
            case .integer(let value): return .integer(value)
            case .double(let value): return .double(value)
            }
        case .array:
            var elements: [JSONValue] = []
            try readArray { elements.append(try $0.readValue()) }
            return .array(elements)
        case .object:
            var members: [JSONObject.Member] = []
            try readObject { members.append(.init($1.string, try $0.readValue())) }
            return .object(JSONObject(members))
        }
    }
}
