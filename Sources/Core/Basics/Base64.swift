/// Base64 with the alphabet `A–Z a–z 0–9 + /` and padding (RFC 4648 §4).
public enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// What each byte stands for; `invalid` where it is not a digit.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()
    private static let invalid: UInt8 = 0xFF

    /// The text that stands for `bytes`: four characters for every three bytes, the last four filled up with `=`.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let (second, third) = (index + 1, index + 2)
            var bits = UInt32(bytes[index]) << 16
            if second < bytes.count { bits |= UInt32(bytes[second]) << 8 }
            if third < bytes.count { bits |= UInt32(bytes[third]) }
            text.append(digits[Int(bits >> 18)])
            text.append(digits[Int(bits >> 12 & 63)])
            text.append(second < bytes.count ? digits[Int(bits >> 6 & 63)] : UInt8(ascii: "="))
            text.append(third < bytes.count ? digits[Int(bits & 63)] : UInt8(ascii: "="))
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` stands for; nil unless it is exactly what `encode` makes of them. Line breaks, missing
    /// padding, the URL-safe alphabet and bits that no byte takes (RFC 4648 §3.5) are refused, so no two texts stand for
    /// the same bytes.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let text = Array(text.utf8)
        guard text.count.isMultiple(of: 4) else { return nil }
        let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
        let digits = text.dropLast(padding)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for digit in digits {
            let value = values[Int(digit)]
            guard value != invalid else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            bits &= (1 << UInt32(count)) - 1
        }
        return bits == 0 ? bytes : nil
    }
}
