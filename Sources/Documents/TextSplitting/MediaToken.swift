/// What stands in a text for a picture, a film or a moment of one: `(!?#Image:k3Jx0)`, `(!?#Timestamp:12.5)`.
///
/// Readers of chunks find it there and look its identifier up in the table of links; a splitter never cuts it.
public enum MediaToken: Sendable, Equatable, CustomStringConvertible {
    /// A picture, by its five characters of the table of links.
    case image(String)
    /// A film, by its five characters of the table of links.
    case video(String)
    /// A moment of a film, in decimal seconds from its start.
    case timestamp(String)

    /// The token as it stands in a text.
    public var description: String {
        switch self {
        case .image(let identifier): "(!?#Image:\(identifier))"
        case .video(let identifier): "(!?#Video:\(identifier))"
        case .timestamp(let seconds): "(!?#Timestamp:\(seconds))"
        }
    }

    /// How many bytes the token that begins at `start` has; nil where none does. What it reads is linear over a text:
    /// nothing within a token looks like the start of another.
    static func length(in bytes: UnsafeRawBufferPointer, at start: Int, before end: Int) -> Int? {
        guard end - start >= 12, bytes[start] == UInt8(ascii: "("), bytes[start + 1] == UInt8(ascii: "!"),
            bytes[start + 2] == UInt8(ascii: "?"), bytes[start + 3] == UInt8(ascii: "#")
        else { return nil }
        var scan = TokenScan(bytes: bytes, index: start + 4, end: end)
        let isWhole: Bool
        if scan.skip("Image:") || scan.skip("Video:") {
            isWhole = scan.skipWhile(isLetterOrDigit) == 5
        } else {
            isWhole = scan.skip("Timestamp:") && scan.skipDecimal()
        }
        return isWhole && scan.skip(")") ? scan.index - start : nil
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

private struct TokenScan {
    let bytes: UnsafeRawBufferPointer
    var index: Int
    let end: Int

    mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard end - index >= count else { return false }
        for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { return false }
        index += count
        return true
    }

    mutating func skipWhile(_ belongs: (UInt8) -> Bool) -> Int {
        let start = index
        while index < end, belongs(bytes[index]) { index += 1 }
        return index - start
    }

    /// Digits, with a point and more digits or without.
    mutating func skipDecimal() -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        guard skipWhile(isDigit) > 0 else { return false }
        return !skip(".") || skipWhile(isDigit) > 0
    }
}
