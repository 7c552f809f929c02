extension JSONWriter {
    /// Writes a value with all that is in it.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .double(let number): double(number)
        case .string(let text): string(text)
        case .array(let elements): array { for element in elements { $0.value(element) } }
        case .object(let object):
            self.object {
                for member in object.members {
                    $0.key(member.key)
                    $0.value(member.value)
                }
            }
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as compact JSON, in UTF-8.
    public var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// The value as compact JSON: no white space, keys in their order.
    public var description: String { String(decoding: encoded, as: UTF8.self) }
}
