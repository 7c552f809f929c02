import CZlib

/// The checksum of gzip, zip and of DynamoDB's answers (ISO-HDLC, RFC 1952 §8), by the system's zlib.
public enum CRC32 {
    /// The checksum of all of `bytes`.
    public static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { buffer in
            // zlib takes the length as 32 bits.
            var sum: UInt = 0
            var rest = UnsafeBufferPointer(rebasing: buffer[...])
            while !rest.isEmpty {
                let piece = UnsafeBufferPointer(rebasing: rest.prefix(1 << 30))
                sum = crc32(sum, piece.baseAddress, UInt32(piece.count))
                rest = UnsafeBufferPointer(rebasing: rest.dropFirst(piece.count))
            }
            return UInt32(truncatingIfNeeded: sum)
        }
    }
}
