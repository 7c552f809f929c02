public import Basics
import Digests

/// The two hashes of an embedding text.
public struct TextHashes: Sendable, Hashable {
    /// SHA-256 as 64 lower-case hexadecimal digits: the key of the vector cache.
    public let text: String
    /// MD5 read as a little-endian signed integer, as the databases carry it. A fingerprint, not a safeguard.
    public let content: Int128

    /// Hashes a text's UTF-8 bytes. Throws `notFound` or `incompatible` where the system's libcrypto cannot.
    public init(_ text: String) throws(FdnixError) {
        self.text = try Self.key(of: text)
        let digest = try Digest.hash(.md5, Array(text.utf8))
        content = Int128(littleEndian: digest.withUnsafeBytes { $0.loadUnaligned(as: Int128.self) })
    }

    /// The first of the two alone: what a text's vector is kept under. Throws as `init` does.
    public static func key(of text: String) throws(FdnixError) -> String {
        try Digest.hash(.sha256, Array(text.utf8)).hexadecimal
    }
}
