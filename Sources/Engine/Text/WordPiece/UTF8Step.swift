/// Decodes one scalar of UTF-8 that may be damaged.
enum UTF8Step {
    /// The scalar that starts at `index` and its length in bytes; nil where no well-formed sequence starts
    /// (Unicode, table 3-7).
    static func decode(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> (scalar: UInt32, length: Int)? {
        let lead = UInt32(text[index])
        if lead < 0x80 { return (lead, 1) }
        let length: Int
        var scalar: UInt32
        let minimum: UInt32
        switch lead {
        case 0xC2...0xDF: (length, scalar, minimum) = (2, lead & 0x1F, 0x80)
        case 0xE0...0xEF: (length, scalar, minimum) = (3, lead & 0x0F, 0x800)
        case 0xF0...0xF4: (length, scalar, minimum) = (4, lead & 0x07, 0x1_0000)
        default: return nil
        }
        guard length <= text.count - index else { return nil }
        for offset in 1..<length {
            let byte = UInt32(text[index + offset])
            guard byte & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | byte & 0x3F
        }
        guard scalar >= minimum, scalar <= 0x10_FFFF, scalar & 0x1F_F800 != 0xD800 else { return nil }
        return (scalar, length)
    }

    /// Writes `scalar` to `bytes` (room for four) and returns its length.
    static func encode(_ scalar: UInt32, to bytes: UnsafeMutablePointer<UInt8>) -> Int {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
        if scalar < 0x80 {
            bytes[0] = UInt8(truncatingIfNeeded: scalar)
            return 1
        }
        if scalar < 0x800 {
            bytes[0] = UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0)
            bytes[1] = tail(0)
            return 2
        }
        if scalar < 0x1_0000 {
            bytes[0] = UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0)
            bytes[1] = tail(6)
            bytes[2] = tail(0)
            return 3
        }
        bytes[0] = UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0)
        bytes[1] = tail(12)
        bytes[2] = tail(6)
        bytes[3] = tail(0)
        return 4
    }
}
