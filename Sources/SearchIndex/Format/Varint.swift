/// Variable-length numbers (LEB128) and delta-coded ascending lists, the compact form of short lists.
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

    /// Appends a strictly ascending list: its count, then the gaps.
    static func appendAscending(_ values: [UInt32], to bytes: inout [UInt8]) {
        append(UInt32(values.count), to: &bytes)
        var last: UInt32 = 0
        for value in values {
            append(value - last, to: &bytes)
            last = value
        }
    }

    /// Calls `body` with each value of a list written by `appendAscending`; false when the bytes are damaged.
    @discardableResult
    static func forEachAscending(_ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ body: (UInt32) -> Void)
        -> Bool
    {
        guard let count = read(bytes, &position) else { return false }
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let gap = read(bytes, &position) else { return false }
            let (next, overflow) = value.addingReportingOverflow(gap)
            guard !overflow else { return false }
            value = next
            body(value)
        }
        return true
    }
}
