import Basics

/// Makes request targets of what gateways hand over.
enum RequestTarget {
    /// What a path or a query may hold beside letters, digits and escapes (RFC 3986 §3.3 and §3.4).
    private static let allowed = Set("-._~!$&'()*+,;=:@/?".utf8)

    /// The text with every byte escaped that a target must not hold.
    ///
    /// Gateways decode some paths and leave others alone, and do not say which. So escapes that are there stay, and a `%`
    /// that begins none is escaped.
    static func legal(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var legal: [UInt8] = []
        legal.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            let isEscape =
                byte == UInt8(ascii: "%") && index + 2 < bytes.count && isHexadecimal(bytes[index + 1])
                && isHexadecimal(bytes[index + 2])
            if isEscape || isAlphanumeric(byte) || allowed.contains(byte) {
                legal.append(byte)
            } else {
                PercentEncoding.append(byte, to: &legal)
            }
        }
        return String(decoding: legal, as: UTF8.self)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
