import Platform

/// A member's name, still in the document: comparing it costs no allocation.
public struct JSONKey {
    /// The bytes between the quotes, escapes unresolved; valid as long as the document.
    public let raw: UnsafeRawBufferPointer
    let hasEscapes: Bool

    /// The name, escapes resolved.
    public var string: String { JSONReader.decode(raw, hasEscapes: hasEscapes) }

    /// Whether the name is `name`.
    @inline(__always) public func matches(_ name: StaticString) -> Bool {
        if hasEscapes { return string == name.description }
        guard raw.count == name.utf8CodeUnitCount else { return false }
        guard let base = raw.baseAddress else { return true }
        return memcmp(base, name.utf8Start, raw.count) == 0
    }

    /// Lets a `switch` over a key list plain literals.
    @inline(__always) public static func ~= (name: StaticString, key: JSONKey) -> Bool { key.matches(name) }
}

extension JSONReader {
    /// Reads an object; `body` sees each key in order and reads the value. A value it leaves unread is skipped.
    @inline(__always)
    public mutating func readObject(_ body: (inout JSONReader, JSONKey) throws -> Void) throws {
        try open(UInt8(ascii: "{"), "expected an object")
        if consume(UInt8(ascii: "}")) { return close() }
        repeat {
            let key = try readKey()
            let start = offset
            try body(&self, key)
            if offset == start { try skipValue() }
        } while try hasMore(before: UInt8(ascii: "}"))
        close()
    }

    /// Reads an array; `body` reads each element. An element it leaves unread is skipped.
    @inline(__always)
    public mutating func readArray(_ body: (inout JSONReader) throws -> Void) throws {
        try open(UInt8(ascii: "["), "expected an array")
        if consume(UInt8(ascii: "]")) { return close() }
        repeat {
            _ = try peek()
            let start = offset
            try body(&self)
            if offset == start { try skipValue() }
        } while try hasMore(before: UInt8(ascii: "]"))
        close()
    }

    /// Reads `"key":` and the white space after it.
    mutating func readKey() throws -> JSONKey {
        skipWhitespace()
        guard offset < bytes.count else { throw unexpectedEnd() }
        guard bytes[offset] == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
        let start = offset + 1
        let (raw, hasEscapes) = try scanString()
        if malformed == .refused { try checkUTF8(raw, at: start) }
        guard consume(UInt8(ascii: ":")) else {
            throw offset < bytes.count ? error("expected a colon after the key") : unexpectedEnd()
        }
        skipWhitespace()
        return JSONKey(raw: raw, hasEscapes: hasEscapes)
    }

    mutating func open(_ byte: UInt8, _ expectation: StaticString) throws {
        skipWhitespace()
        guard offset < bytes.count else { throw unexpectedEnd() }
        guard bytes[offset] == byte else { throw error(expectation.description) }
        guard depth < Self.maximumDepth else { throw error("nested deeper than \(Self.maximumDepth) levels") }
        depth += 1
        offset += 1
    }

    @inline(__always) mutating func close() { depth -= 1 }

    /// After a value: true past a comma, false past `closer`.
    mutating func hasMore(before closer: UInt8) throws -> Bool {
        if consume(UInt8(ascii: ",")) { return true }
        if consume(closer) { return false }
        guard offset < bytes.count else { throw unexpectedEnd() }
        throw error("expected a comma or \(closer == UInt8(ascii: "}") ? "a closing brace" : "a closing bracket")")
    }
}
