public import Basics
import CCrypto

/// Ed25519 signatures (RFC 8032), by the system's libcrypto.
public enum Ed25519 {
    /// How many bytes a key has, private or public.
    public static let keySize = 32
    /// How many bytes a signature has.
    public static let signatureSize = 64

    /// The signature of `message` by a private key of 32 bytes. Throws `usage` for a key of another size, `notFound` where
    /// the system has no libcrypto, `incompatible` where its libcrypto refuses Ed25519.
    public static func sign(_ message: [UInt8], privateKey: [UInt8]) throws(FdnixError) -> [UInt8] {
        try withKey(privateKey, \.private_key) { (library, key, context) throws(FdnixError) in
            guard library.sign_init(context, nil, nil, nil, key) == 1 else { throw refused }
            var isMade = false
            let signature = [UInt8](unsafeUninitializedCapacity: signatureSize) { buffer, count in
                var size = signatureSize
                isMade = library.sign(context, buffer.baseAddress, &size, message, message.count) == 1
                count = isMade ? size : 0
            }
            guard isMade, signature.count == signatureSize else { throw refused }
            return signature
        }
    }

    /// Whether `signature` is that of `message` under a public key of 32 bytes; false for anything malformed. Throws as
    /// `sign` does.
    public static func isValid(
        _ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]
    ) throws(FdnixError) -> Bool {
        try withKey(publicKey, \.public_key) { (library, key, context) throws(FdnixError) in
            guard library.verify_init(context, nil, nil, nil, key) == 1 else { throw refused }
            return library.verify(context, signature, signature.count, message, message.count) == 1
        }
    }

    /// The public key that belongs to a private one. Throws as `sign` does.
    public static func publicKey(ofPrivate privateKey: [UInt8]) throws(FdnixError) -> [UInt8] {
        try withKey(privateKey, \.private_key) { (library, key, _) throws(FdnixError) in
            var isMade = false
            let bytes = [UInt8](unsafeUninitializedCapacity: keySize) { buffer, count in
                var size = keySize
                isMade = library.public_bytes(key, buffer.baseAddress, &size) == 1
                count = isMade ? size : 0
            }
            guard isMade else { throw refused }
            return bytes
        }
    }

    private typealias Maker =
        @convention(c) (Int32, OpaquePointer?, UnsafePointer<UInt8>?, Int) -> OpaquePointer?

    private static func withKey<T>(
        _ bytes: [UInt8], _ make: (fdnix_crypto_api) -> Maker?,
        _ body: (fdnix_crypto_api, OpaquePointer, OpaquePointer) throws(FdnixError) -> T
    ) throws(FdnixError) -> T {
        guard bytes.count == keySize else {
            throw FdnixError(.usage, "an Ed25519 key has \(keySize) bytes, not \(bytes.count)")
        }
        let library = try CryptoLibrary.load().api
        guard let key = make(library)?(Int32(fdnix_crypto_ed25519), nil, bytes, bytes.count) else {
            throw refused
        }
        defer { library.key_free(key) }
        guard let context = library.context_new() else {
            throw FdnixError(.io, "cannot start a signature: out of memory")
        }
        defer { library.context_free(context) }
        return try body(library, key, context)
    }

    private static var refused: FdnixError {
        FdnixError(.incompatible, "the system's libcrypto makes no Ed25519 signatures; is it in FIPS mode?")
    }
}
