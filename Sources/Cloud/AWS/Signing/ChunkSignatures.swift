import Basics
import Digests

/// Signs the chunks of one body, each with the signature of the one before
/// (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html).
struct ChunkSignatures: Sendable {
    private let scope: SignatureScope
    private let key: [UInt8]
    private var previous: String

    /// The chain that the signature of the request's header begins.
    init(scope: SignatureScope, key: [UInt8], seed: String) {
        self.scope = scope
        self.key = key
        previous = seed
    }

    /// The signature of the next chunk; the last one is empty.
    mutating func next(_ chunk: [UInt8]) throws(FdnixError) -> String {
        let hash = try Digest.hash(.sha256, chunk).hexadecimal
        return try link("\(Self.nothing)\n\(hash)", "AWS4-HMAC-SHA256-PAYLOAD")
    }

    /// The SHA-256 of no bytes at all, which stands for the fields that a chunk does not have.
    private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    /// The signature of the trailer, its lines ended by a line feed each.
    mutating func trailer(_ lines: String) throws(FdnixError) -> String {
        try link(try Digest.hash(.sha256, Array(lines.utf8)).hexadecimal, "AWS4-HMAC-SHA256-TRAILER")
    }

    private mutating func link(_ text: String, _ algorithm: String) throws(FdnixError) -> String {
        previous = try scope.signature(of: "\(previous)\n\(text)", algorithm: algorithm, key: key)
        return previous
    }
}
