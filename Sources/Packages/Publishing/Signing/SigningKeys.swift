public import Basics
import Digests

/// What a publisher signs manifests with: an Ed25519 key as `openssl genpkey -algorithm ed25519` writes it.
public struct SigningKey: Sendable {
    private let seed: [UInt8]

    /// Reads a PEM file that holds a private key without a password (PKCS #8, RFC 8410). Throws `usage` for any other
    /// file, `notFound` and `io`.
    public init(file path: String) throws {
        guard let der = PEM.decode(try FileSystem.read(path), label: "PRIVATE KEY"),
            let seed = PEM.key(in: der, after: PEM.privateKeyPrefix)
        else {
            throw FdnixError(
                .usage,
                "\(path) is not an Ed25519 private key in PEM: make one with `openssl genpkey -algorithm ed25519`")
        }
        self.seed = seed
    }

    /// The signature of some bytes, 64 bytes. Throws where the system has no libcrypto.
    public func sign(_ bytes: [UInt8]) throws(FdnixError) -> [UInt8] { try Ed25519.sign(bytes, privateKey: seed) }

    /// What readers pin. Throws where the system has no libcrypto.
    public func verificationKey() throws(FdnixError) -> VerificationKey {
        VerificationKey(bytes: try Ed25519.publicKey(ofPrivate: seed))
    }
}

/// What a reader pins to know its publisher by: an Ed25519 public key.
public struct VerificationKey: Sendable, Hashable, CustomStringConvertible {
    private let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a key: the Base64 line of `openssl pkey -pubout`, the Base64 of the 32 bytes, or the path of a PEM file.
    /// Throws `usage` for what is none of these, `notFound` and `io`.
    public init(_ text: String) throws {
        if let key = Self.key(base64: text.trimmed) {
            bytes = key
            return
        }
        guard FileSystem.exists(text) else {
            throw FdnixError(
                .usage,
                "\"\(text.printable(onOneLine: true))\" is neither a public key nor a file: give the line that "
                    + "`openssl pkey -in KEYFILE -pubout` prints, or the file")
        }
        guard let der = PEM.decode(try FileSystem.read(text), label: "PUBLIC KEY"),
            let key = PEM.key(in: der, after: PEM.publicKeyPrefix)
        else { throw FdnixError(.usage, "\(text) is not an Ed25519 public key in PEM") }
        bytes = key
    }

    private static func key(base64 text: String) -> [UInt8]? {
        guard let decoded = Base64.decode(text) else { return nil }
        return decoded.count == Ed25519.keySize ? decoded : PEM.key(in: decoded, after: PEM.publicKeyPrefix)
    }

    /// Whether a signature is that of some bytes under this key. Throws where the system has no libcrypto.
    public func isValid(_ signature: [UInt8], of bytes: [UInt8]) throws(FdnixError) -> Bool {
        try Ed25519.isValid(signature, of: bytes, publicKey: self.bytes)
    }

    /// The line in the middle of the PEM form, as readers pin it.
    public var description: String { Base64.encode(PEM.publicKeyPrefix + bytes) }
}
