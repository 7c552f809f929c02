/// Reads tags and attributes from bytes whose charset is not known yet, as far as ASCII goes.
struct MarkupScan {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Skips `word`, written in small letters, in letters of either case; false, and nothing skipped, where it does not
    /// stand here.
    mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - index >= count else { return false }
        for offset in 0..<count where Self.lowercased(bytes[index + offset]) != word.utf8Start[offset] { return false }
        index += count
        return true
    }

    /// Skips up to `byte`; false at the end.
    mutating func skipTo(_ byte: UInt8) -> Bool {
        while index < bytes.count, bytes[index] != byte { index += 1 }
        return index < bytes.count
    }

    mutating func skipOne() { index += 1 }

    /// Skips what is left of a comment, or everything where it does not end.
    mutating func skipComment() {
        while skipTo(UInt8(ascii: "-")) {
            if skip("-->") { return }
            index += 1
        }
    }

    /// Whether a tag's name ends here.
    var isAtEndOfName: Bool { index < bytes.count && (Self.isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "/")) }

    /// The attributes up to the end of the tag, by small names; the first of equal names counts.
    mutating func attributes() -> [String: String] {
        var found: [String: String] = [:]
        while let name = name() {
            skipSpace()
            var value = ""
            if index < bytes.count, bytes[index] == UInt8(ascii: "=") {
                index += 1
                skipSpace()
                value = self.value()
            }
            if found[name] == nil { found[name] = value }
        }
        return found
    }

    private mutating func name() -> String? {
        while index < bytes.count, Self.isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "/") { index += 1 }
        guard index < bytes.count, bytes[index] != UInt8(ascii: ">") else { return nil }
        let start = index
        // A name may begin with any character, also with an equals sign.
        repeat { index += 1 } while index < bytes.count && !Self.endsName(bytes[index])
        return text(start..<index).lowercased()
    }

    private mutating func value() -> String {
        guard index < bytes.count else { return "" }
        let quote = bytes[index]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            index += 1
            let start = index
            _ = skipTo(quote)
            defer { index = min(index + 1, bytes.count) }
            return text(start..<index)
        }
        let start = index
        while index < bytes.count, !Self.isSpace(bytes[index]), bytes[index] != UInt8(ascii: ">") { index += 1 }
        return text(start..<index)
    }

    private mutating func skipSpace() {
        while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "=")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
