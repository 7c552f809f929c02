/// Variable-length numbers (LEB128): lengths, and the gaps of delta-coded lists.
enum Varint {
    /// Appends `value`, seven bits a byte, low bits first.
    static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Reads the value at `position` and moves past it; nil where the bytes end or the value exceeds 32 bits.
    @inline(__always)
    static func read(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> UInt32? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count && shift < 35 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return UInt32(exactly: value) }
            shift += 7
        }
        return nil
    }
}
