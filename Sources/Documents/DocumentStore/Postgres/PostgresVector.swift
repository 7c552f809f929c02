/// A vector in pgvector's binary form: its size and a zero, 16 bits each, then 32-bit floats, big-endian.
enum PostgresVector {
    static func bytes(_ vector: [Float]) -> [UInt8] {
        var bytes: [UInt8] = [
            UInt8(truncatingIfNeeded: vector.count >> 8), UInt8(truncatingIfNeeded: vector.count), 0, 0,
        ]
        bytes.reserveCapacity(4 + vector.count * 4)
        for number in vector { withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// The vector of bytes that the server sent; nil for others.
    static func vector(_ bytes: UnsafeRawBufferPointer) -> [Float]? {
        guard bytes.count >= 4 else { return nil }
        let count = Int(bytes[0]) << 8 | Int(bytes[1])
        guard bytes.count == 4 + count * 4 else { return nil }
        return (0..<count).map { index in
            Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 + index * 4, as: UInt32.self)))
        }
    }
}
