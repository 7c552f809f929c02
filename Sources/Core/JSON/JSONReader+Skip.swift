extension JSONReader {
    /// Moves past the next value, checking its whole grammar.
    public mutating func skipValue() throws {
        let outer = depth
        // One bit a level: set for an object. Fixed size, as the depth is bounded.
        var isObject = DepthBits()
        while true {
            switch try peek() {
            case .object:
                try open(UInt8(ascii: "{"), "expected an object")
                isObject[depth] = true
                if !consume(UInt8(ascii: "}")) {
                    _ = try readKey()
                    continue
                }
                close()
            case .array:
                try open(UInt8(ascii: "["), "expected an array")
                isObject[depth] = false
                if !consume(UInt8(ascii: "]")) { continue }
                close()
            case .string: _ = try scanString()
            case .number: _ = try scanNumber()
            case .bool: _ = try readBool()
            case .null: try readNull()
            }
            // A value is complete: close what it completes.
            while depth > outer {
                if isObject[depth] {
                    if try hasMore(before: UInt8(ascii: "}")) {
                        _ = try readKey()
                        break
                    }
                } else if try hasMore(before: UInt8(ascii: "]")) {
                    break
                }
                close()
            }
            if depth == outer { return }
        }
    }

    /// Moves past the next value and gives its bytes, checked.
    public mutating func readRawValue() throws -> UnsafeRawBufferPointer {
        skipWhitespace()
        let start = offset
        try skipValue()
        return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    }

    /// Moves past the next value and gives its bytes, checking no more than that quotes and brackets end.
    ///
    /// For callers that know the bytes already (interning) or parse them next; several times faster than
    /// `readRawValue`.
    public mutating func readRawValueUnchecked() throws -> UnsafeRawBufferPointer {
        switch try peek() {
        case .object, .array: break
        default: return try readRawValue()
        }
        let start = offset
        var open = 0
        var at = offset
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                offset = at
                _ = try scanString()
                at = offset
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): open &+= 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                open &-= 1
                if open == 0 {
                    offset = at + 1
                    return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
                }
            default: break
            }
            at &+= 1
        }
        throw unexpectedEnd()
    }
}

/// `JSONReader.maximumDepth` bits on the stack.
private struct DepthBits {
    private var words = SIMD16<UInt64>(repeating: 0)
    subscript(level: Int) -> Bool {
        get { words[level >> 6] >> UInt64(level & 63) & 1 == 1 }
        set {
            let bit = UInt64(1) << UInt64(level & 63)
            words[level >> 6] = newValue ? words[level >> 6] | bit : words[level >> 6] & ~bit
        }
    }
}
