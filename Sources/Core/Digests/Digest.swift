import Basics
import CCrypto

/// A cryptographic hash of a stream of bytes, by the system's libcrypto.
///
/// ```swift
/// var digest = try Digest(.sha256)
/// digest.update(Array("abc".utf8))
/// digest.finalize().hexadecimal  // ba7816bf…
/// ```
public struct Digest: ~Copyable {
    /// The hash functions there are, with the size of what they give.
    public enum Algorithm: Sendable {
        /// SHA-256 (FIPS 180-4): 32 bytes.
        case sha256
        /// SHA-1 (FIPS 180-4): 20 bytes; only where a protocol asks for it.
        case sha1
        /// MD5 (RFC 1321): 16 bytes; a fingerprint, never a safeguard.
        case md5

        /// How many bytes a digest has.
        public var size: Int {
            switch self {
            case .sha256: 32
            case .sha1: 20
            case .md5: 16
            }
        }

        func handle(_ library: CryptoLibrary) -> OpaquePointer? {
            switch self {
            case .sha256: library.api.sha256()
            case .sha1: library.api.sha1()
            case .md5: library.api.md5()
            }
        }
    }

    private let library: CryptoLibrary
    private let context: OpaquePointer

    /// A hash of nothing yet. Throws `notFound` where the system has no libcrypto, `incompatible` where its libcrypto
    /// refuses the algorithm (as one in FIPS mode does with MD5).
    public init(_ algorithm: Algorithm) throws(FdnixError) {
        let library = try CryptoLibrary.load()
        guard let context = library.api.context_new() else {
            throw FdnixError(.io, "cannot start a \(algorithm) checksum: out of memory")
        }
        guard library.api.`init`(context, algorithm.handle(library), nil) == 1 else {
            library.api.context_free(context)
            throw Self.refused(algorithm)
        }
        (self.library, self.context) = (library, context)
    }

    deinit { library.api.context_free(context) }

    /// Adds the bytes that come next in the stream.
    private mutating func update(raw bytes: UnsafeRawBufferPointer) {
        // Fails for a context that was not started only, and `init` saw to that.
        _ = library.api.update(context, bytes.baseAddress, bytes.count)
    }

    /// Adds the bytes that come next in the stream.
    public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update(raw: $0) } }

    /// Adds the bytes of a view, which keeps a mapped file open until they are read.
    public mutating func update(_ view: ByteView) {
        update(raw: view.bytes)
        withExtendedLifetime(view) {}
    }

    /// The digest of all bytes added, as many bytes as the algorithm's `size`.
    public consuming func finalize() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            var size: UInt32 = 0
            _ = library.api.final(context, buffer.baseAddress, &size)
            count = Int(size)
        }
    }

    /// The digest of some bytes at once. Throws as `init` does.
    public static func hash(_ algorithm: Algorithm, _ bytes: [UInt8]) throws(FdnixError) -> [UInt8] {
        let library = try CryptoLibrary.load()
        var isMade = false
        let digest = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            var size: UInt32 = 0
            isMade =
                library.api.digest(
                    bytes, bytes.count, buffer.baseAddress, &size, algorithm.handle(library), nil) == 1
            count = isMade ? Int(size) : 0
        }
        guard isMade else { throw refused(algorithm) }
        return digest
    }

    /// The digest of the bytes of a view, such as a mapped file, at once. Throws as `init` does.
    public static func hash(_ algorithm: Algorithm, _ view: ByteView) throws(FdnixError) -> [UInt8] {
        var digest = try Digest(algorithm)
        digest.update(view)
        return digest.finalize()
    }

    static func refused(_ algorithm: Algorithm) -> FdnixError {
        FdnixError(.incompatible, "the system's libcrypto makes no \(algorithm) checksums; is it in FIPS mode?")
    }
}
