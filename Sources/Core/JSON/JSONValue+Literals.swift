extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// The string that a literal such as `"text"` says.
    public init(stringLiteral value: String) { self = .string(value) }
    /// The integer that a literal such as `1` says.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// The number that a literal such as `1.5` says; it must be finite.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// The flag that `true` or `false` says.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array of the values in a literal such as `[1, "two"]`.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member($0, $1) }))
    }
    /// The value `null`, from the literal `nil`.
    public init(nilLiteral: ()) { self = .null }
}
