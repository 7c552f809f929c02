import Basics

/// A pull parser over bytes in memory: RFC 8259, nothing more, nothing less, and no allocation but the strings asked for.
///
/// Byte sequences that are not UTF-8 and lone surrogate escapes inside strings are dropped from the string's value, unless
/// the reader is told to refuse the former; every other deviation is an error that names the byte. The bytes must outlive
/// the reader.
public struct JSONReader {
    /// Nesting deeper than this is refused.
    public static let maximumDepth = 512

    /// Position of the next byte to read, from the start of `bytes`.
    public internal(set) var offset = 0
    /// The bytes being read.
    public let bytes: UnsafeRawBufferPointer
    let baseOffset: Int
    let malformed: JSONMalformedText
    var depth = 0

    /// A reader at the start of `bytes`; `baseOffset` is where they start in the document, for error messages. `malformed` is what
    /// is done with strings that are not UTF-8.
    public init(_ bytes: UnsafeRawBufferPointer, baseOffset: Int = 0, malformed: JSONMalformedText = .dropped) {
        self.bytes = bytes
        self.baseOffset = baseOffset
        self.malformed = malformed
    }

    /// A reader of `part`, which is part of the same bytes, whose errors name offsets in the whole document.
    public func reader(of part: UnsafeRawBufferPointer) -> JSONReader {
        guard let start = part.baseAddress, let base = bytes.baseAddress else {
            return JSONReader(part, baseOffset: baseOffset, malformed: malformed)
        }
        return JSONReader(part, baseOffset: baseOffset + (start - base), malformed: malformed)
    }

    /// The kind of the next value; skips white space before it.
    public mutating func peek() throws -> JSONKind {
        skipWhitespace()
        guard offset < bytes.count else { throw unexpectedEnd() }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        default: throw error("expected a value")
        }
    }

    /// Reads `true` or `false`; throws `malformedInput` for any other value.
    public mutating func readBool() throws -> Bool {
        skipWhitespace()
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "t") {
            try readWord("true")
            return true
        }
        try readWord("false")
        return false
    }

    /// Reads the word `null`; throws `malformedInput` for any other value.
    public mutating func readNull() throws {
        skipWhitespace()
        try readWord("null")
    }

    /// Checks that nothing but white space follows; throws `malformedInput` where something does.
    public mutating func finish() throws {
        skipWhitespace()
        guard offset == bytes.count else { throw error("expected the end of the document") }
    }

    @inline(__always) mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset &+= 1
            default: return
            }
        }
    }

    /// Consumes `byte`, after white space, if it is next.
    @inline(__always) mutating func consume(_ byte: UInt8) -> Bool {
        skipWhitespace()
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset &+= 1
        return true
    }

    mutating func readWord(_ word: StaticString) throws {
        for i in 0..<word.utf8CodeUnitCount {
            guard offset < bytes.count else { throw unexpectedEnd() }
            guard bytes[offset] == word.utf8Start[i] else { throw error("expected \(word)") }
            offset += 1
        }
    }

    /// An error at the current position, or at `position`.
    func error(_ reason: String, at position: Int? = nil) -> FdnixError {
        let at = baseOffset + (position ?? offset)
        return FdnixError(
            .malformedInput, "invalid JSON at byte \(at): \(reason)",
            underlying: JSONSyntaxError(offset: at, reason: reason))
    }

    func unexpectedEnd() -> FdnixError { error("the document ends here, unfinished", at: bytes.count) }
}
