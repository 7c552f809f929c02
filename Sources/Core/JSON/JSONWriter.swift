/// Appends compact JSON to a byte array; commas are set by the writer, keys stay in the order given.
///
/// The caller keeps keys and values in turn; the writer only joins them.
public struct JSONWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty writer, with room for `capacity` bytes.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// The text written so far.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Forgets everything written and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// Writes an object; `body` writes its members.
    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        beginObject()
        try body(&self)
        endObject()
    }

    /// Writes an array; `body` writes its elements.
    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        beginArray()
        try body(&self)
        endArray()
    }

    /// Writes `{`: what follows are members, up to `endObject`.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Writes the `}` of the innermost object.
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    /// Writes `[`: what follows are elements, up to `endArray`.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Writes the `]` of the innermost array.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes a member's key; its value must follow.
    public mutating func key(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string in quotes, with the escapes that JSON demands and no others.
    public mutating func string(_ value: String) {
        separate()
        appendQuoted(value)
    }

    /// Writes a string from its UTF-8; bytes that are not UTF-8 become U+FFFD.
    public mutating func string(utf8: UnsafeRawBufferPointer) {
        if Self.isASCII(utf8) {
            separate()
            appendQuoted(utf8)
        } else {
            string(String(decoding: utf8, as: UTF8.self))
        }
    }

    /// Writes a string, or `null`.
    public mutating func string(orNull value: String?) { if let value { string(value) } else { null() } }

    /// Writes an integer of any size, in decimal digits.
    public mutating func integer(_ value: some FixedWidthInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes the shortest text that reads back as `value`; `null` where JSON has no such number.
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    /// Writes the shortest text that reads back as `value`; `null` where JSON has no such number.
    public mutating func float(_ value: Float) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

    /// Writes a flag, or `null`.
    public mutating func bool(orNull value: Bool?) { if let value { bool(value) } else { null() } }

    /// Writes the word `null`.
    public mutating func null() { word("null") }

    /// Writes an array of strings.
    public mutating func strings(_ values: some Sequence<String>) { array { for value in values { $0.string(value) } } }

    /// Writes bytes that are a JSON value already.
    public mutating func raw(_ json: UnsafeRawBufferPointer) {
        separate()
        append(json)
    }

    /// Writes bytes that are a JSON value already.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes a line feed outside any value, as between the objects of JSON Lines.
    public mutating func newline() {
        bytes.append(0x0A)
        needsComma = false
    }

    private mutating func word(_ word: StaticString) {
        separate()
        bytes.append(contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    @inline(__always) private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { appendQuoted(UnsafeRawBufferPointer($0)) }
    }

    private mutating func appendQuoted(_ utf8: UnsafeRawBufferPointer) {
        bytes.append(UInt8(ascii: "\""))
        var at = 0
        while at < utf8.count {
            let end = JSONReader.endOfPlainText(utf8, from: at)
            append(UnsafeRawBufferPointer(rebasing: utf8[at..<end]))
            if end < utf8.count { appendEscape(utf8[end]) }
            at = end + 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A typed buffer is copied as a block; a raw one, byte by byte.
    @inline(__always)
    private mutating func append(_ raw: UnsafeRawBufferPointer) {
        raw.withMemoryRebound(to: UInt8.self) { bytes.append(contentsOf: $0) }
    }

    private static func isASCII(_ utf8: UnsafeRawBufferPointer) -> Bool {
        var (bits, at): (UInt64, Int) = (0, 0)
        while at &+ 8 <= utf8.count {
            bits |= utf8.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            at &+= 8
        }
        while at < utf8.count {
            bits |= UInt64(utf8[at])
            at &+= 1
        }
        return bits & 0x8080_8080_8080_8080 == 0
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}
