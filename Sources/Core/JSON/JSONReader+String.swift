import Basics

extension JSONReader {
    /// Reads a string, escapes resolved; throws `malformedInput` for any other value.
    public mutating func readString() throws -> String {
        guard try peek() == .string else { throw error("expected a string") }
        let start = offset + 1
        let (raw, hasEscapes) = try scanString()
        guard malformed == .refused else { return Self.decode(raw, hasEscapes: hasEscapes) }
        return try strict(raw, hasEscapes: hasEscapes, at: start)
    }

    /// The value of a string's raw bytes, which begin at `start`: all of it, or an error.
    private func strict(_ raw: UnsafeRawBufferPointer, hasEscapes: Bool, at start: Int) throws -> String {
        if hasEscapes {
            try checkUTF8(raw, at: start)
            return Self.unescape(raw, loneSurrogate: "\u{FFFD}")
        }
        guard let text = String(validating: raw, as: UTF8.self) else { throw notUTF8(raw, at: start) }
        return text
    }

    /// Throws where a string's raw bytes, which begin at `start`, are not UTF-8.
    func checkUTF8(_ raw: UnsafeRawBufferPointer, at start: Int) throws {
        // Most are ASCII, which takes less time to see.
        if raw.allSatisfy({ $0 < 0x80 }) || String(validating: raw, as: UTF8.self) != nil { return }
        throw notUTF8(raw, at: start)
    }

    private func notUTF8(_ raw: UnsafeRawBufferPointer, at start: Int) -> FdnixError {
        let at = baseOffset + start + Self.validPrefix(raw)
        return FdnixError(
            .malformedInput, "not UTF-8 at byte \(at)", underlying: JSONSyntaxError(offset: at, reason: "not UTF-8"))
    }

    /// How many bytes from the start are UTF-8.
    private static func validPrefix(_ raw: UnsafeRawBufferPointer) -> Int {
        var (parser, input, count) = (UTF8.ForwardParser(), raw.makeIterator(), 0)
        while case .valid(let scalar) = parser.parseScalar(from: &input) { count += scalar.count }
        return count
    }

    /// The value of a string's raw bytes: escapes resolved, what is not UTF-8 dropped.
    public static func decode(_ raw: UnsafeRawBufferPointer, hasEscapes: Bool) -> String {
        if hasEscapes { return unescape(raw) }
        if let text = String(validating: raw, as: UTF8.self) { return text }
        return repair(raw)
    }

    /// With the opening quote next: checks the string, moves past its closing quote, gives what is between.
    mutating func scanString() throws -> (UnsafeRawBufferPointer, Bool) {
        let start = offset + 1
        var at = start
        var hasEscapes = false
        while true {
            at = Self.endOfPlainText(bytes, from: at)
            guard at < bytes.count else { throw unexpectedEnd() }
            switch bytes[at] {
            case UInt8(ascii: "\""):
                offset = at + 1
                return (UnsafeRawBufferPointer(rebasing: bytes[start..<at]), hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                at = try endOfEscape(from: at)
            default:
                throw error("a control character inside a string", at: at)
            }
        }
    }

    /// The first quote, backslash or control character from `start`, eight bytes at a time.
    @inlinable @inline(__always)
    public static func endOfPlainText(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var at = start
        while at &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            // A byte's high bit is set where it was zero (or below 0x20); only the lowest hit is exact, and it is enough.
            let hits =
                ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word) & highs
            if hits != 0 { return at &+ hits.trailingZeroBitCount >> 3 }
            at &+= 8
        }
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 0x22 || byte == 0x5C || byte < 0x20 { break }
            at &+= 1
        }
        return at
    }

    /// Checks the escape at `start` and returns where it ends.
    private func endOfEscape(from start: Int) throws -> Int {
        guard start + 1 < bytes.count else { throw unexpectedEnd() }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            for i in start + 2..<start + 6 {
                guard i < bytes.count else { throw unexpectedEnd() }
                guard Self.hexDigit(bytes[i]) != nil else { throw error("expected four hexadecimal digits", at: i) }
            }
            return start + 6
        default: throw error("unknown escape", at: start)
        }
    }

    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- 0x30)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- 0x57)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- 0x37)
        default: nil
        }
    }
}
