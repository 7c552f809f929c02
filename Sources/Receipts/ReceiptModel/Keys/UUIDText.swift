import Basics

/// UUIDs as text (RFC 9562): 32 hexadecimal digits with hyphens after 8, 12, 16 and 20 of them.
public enum UUIDText {
    /// Whether `text` is a UUID of version 4 and the usual variant, in small or capital digits.
    public static func isRandom(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return isUUID(text) && bytes[14] == UInt8(ascii: "4") && "89abAB".utf8.contains(bytes[19])
    }

    /// Whether `text` is a UUID of any version, in small or capital digits.
    public static func isUUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.indices.allSatisfy { index in
            hyphens.contains(index) ? bytes[index] == UInt8(ascii: "-") : isHexadecimal(bytes[index])
        }
    }

    /// The UUID of version 4 that 16 bytes make, the bits of version and variant set over theirs; small digits.
    public static func random(from bytes: some Collection<UInt8>) -> String {
        precondition(bytes.count == 16, "a UUID has 16 bytes")
        var bytes = Array(bytes)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.hexadecimal
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static let hyphens = [8, 13, 18, 23]

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
