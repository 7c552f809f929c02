/// Percent-encoding of text in addresses (RFC 3986 §2.1).
public enum PercentEncoding {
    /// Decodes the escapes in `text`.
    ///
    /// Every text is allowed: a `%` that begins no escape stands for itself, and bytes that are not UTF-8 become U+FFFD.
    /// `plusIsSpace` reads a plus sign as a space, as HTML forms write it (`application/x-www-form-urlencoded`).
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || (plusIsSpace && $0 == UInt8(ascii: "+")) }) else {
            return String(text)
        }
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "%"), at + 2 < bytes.count, let high = digit(bytes[at + 1]),
                let low = digit(bytes[at + 2])
            {
                decoded.append(high << 4 | low)
                at += 3
                continue
            }
            decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            at += 1
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Encodes the UTF-8 bytes of `text`, all but letters, digits and `-._~`: fit for one path segment and for a query.
    ///
    /// Characters of `keeping`, which must be ASCII, stay as they are: `"/"` for a path of several segments. Digits of
    /// escapes are upper-case, as AWS signatures ask for.
    public static func encode(_ text: some StringProtocol, keeping: String = "") -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) || (byte < 0x80 && keeping.utf8.contains(byte)) {
                encoded.append(byte)
            } else {
                append(byte, to: &encoded)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Adds the escape of `byte`, three characters, to `encoded`.
    public static func append(_ byte: UInt8, to encoded: inout [UInt8]) {
        encoded += [UInt8(ascii: "%"), hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 15)]
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
