/// Names that nobody else has: UUIDs of version 4 (RFC 9562).
public enum RandomUUID {
    /// A new one, 36 characters in small letters, with 122 random bits.
    public static func text() -> String {
        let high = UInt64.random(in: 0 ... .max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = UInt64.random(in: 0 ... .max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let (first, second) = (high.hexadecimal, low.hexadecimal)
        return
            "\(first.prefix(8))-\(first.dropFirst(8).prefix(4))-\(first.suffix(4))-\(second.prefix(4))-\(second.dropFirst(4))"
    }
}
