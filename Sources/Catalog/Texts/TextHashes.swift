import Crypto

/// The two hashes of an embedding text.
public struct TextHashes: Sendable, Hashable {
    /// SHA-256, lower-case hexadecimal: the key of the vector cache.
    public let text: String
    /// MD5 read as a little-endian signed integer, as the databases carry it. A fingerprint, not a safeguard.
    public let content: Int128

    /// Hashes a text's UTF-8 bytes.
    public init(_ text: String) {
        var text = text
        (self.text, content) = text.withUTF8 { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            var sha = SHA256()
            sha.update(bufferPointer: raw)
            var md5 = Insecure.MD5()
            md5.update(bufferPointer: raw)
            let number = md5.finalize().withUnsafeBytes { $0.loadUnaligned(as: Int128.self) }
            return (Self.hexadecimal(sha.finalize()), Int128(littleEndian: number))
        }
    }

    private static func hexadecimal(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 64) { buffer in
            var end = 0
            for byte in digest {
                buffer[end] = digits[Int(byte >> 4)]
                buffer[end + 1] = digits[Int(byte & 15)]
                end += 2
            }
            return end
        }
    }
}
