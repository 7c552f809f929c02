public import Basics
import Digests
public import HTTPTypes

/// Signs requests with Signature Version 4
/// (docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-signing.html).
public struct RequestSigner: Sendable, Hashable {
    /// What a signature says of the body.
    public enum Payload: Sendable, Hashable {
        /// Its SHA-256, in lower-case hexadecimal.
        case hash(String)
        /// Nothing: TLS alone protects it.
        case unsigned
        /// Chunks that are signed one by one, and a trailer that is signed as well.
        case signedChunks
        /// Chunks that are not signed, and a trailer with a checksum.
        case unsignedChunks

        var text: String {
            switch self {
            case .hash(let hash): hash
            case .unsigned: "UNSIGNED-PAYLOAD"
            case .signedChunks: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
            case .unsignedChunks: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
            }
        }
    }

    /// The region whose service is asked: `eu-central-1`.
    public var region: String
    /// The service's name in signatures: `s3`.
    public var service: String
    /// How the path of the request is signed.
    public var pathRule: PathRule
    /// Whether the request says in a field of its own what the signature says of the body, as S3 wants it.
    public var statesPayload: Bool
    /// Whether a session token is signed; a few old services add it afterwards.
    public var signsToken = true

    /// A signer for one service in one region.
    public init(region: String, service: String, pathRule: PathRule = .normalised, statesPayload: Bool = false) {
        self.region = region
        self.service = service
        self.pathRule = pathRule
        self.statesPayload = statesPayload
    }

    /// The request with `X-Amz-Date`, `Authorization` and what else the signature needs in its header.
    ///
    /// `seconds` since 1970 are the server's time, not this machine's where the two differ. The path of the request is
    /// signed as it is sent. Throws `notFound` where the system has no libcrypto.
    public func sign(
        _ request: HTTPRequest, payload: Payload, with key: AccessKey, at seconds: Int
    ) throws(FdnixError) -> HTTPRequest {
        try signWithChain(request, payload: payload, with: key, at: seconds).request
    }

    /// As `sign`, and what the chunks of the body are signed with.
    func signWithChain(
        _ request: HTTPRequest, payload: Payload, with key: AccessKey, at seconds: Int
    ) throws(FdnixError) -> (request: HTTPRequest, chain: ChunkSignatures) {
        let scope = SignatureScope(seconds: seconds, region: region, service: service)
        var request = request
        request.headerFields[.authorization] = nil
        request.headerFields[.amzDate] = scope.time
        request.headerFields[.amzContentSHA256] = statesPayload || !payload.isHash ? payload.text : nil
        request.headerFields[.amzSecurityToken] = signsToken ? key.sessionToken : nil
        let canonical = CanonicalRequest(request, pathRule: pathRule, payloadHash: payload.text)
        let signingKey = try scope.signingKey(key.secret)
        let signature = try scope.signature(of: canonical.hash(), algorithm: Self.algorithm, key: signingKey)
        request.headerFields[.authorization] =
            "\(Self.algorithm) Credential=\(key.id)/\(scope.description), SignedHeaders=\(canonical.signedFields), "
            + "Signature=\(signature)"
        if !signsToken { request.headerFields[.amzSecurityToken] = key.sessionToken }
        return (request, ChunkSignatures(scope: scope, key: signingKey, seed: signature))
    }

    /// The request with the signature in its query: an address that whoever has it may use for `lifetime` seconds, at most
    /// a week. Of the body S3 wants no promise in such an address: `unsigned`.
    public func presign(
        _ request: HTTPRequest, payload: Payload = .unsigned, with key: AccessKey, at seconds: Int, lifetime: Int
    ) throws(FdnixError) -> HTTPRequest {
        guard (1...604_800).contains(lifetime) else {
            throw FdnixError(.usage, "an address cannot be valid for \(lifetime) seconds: use 1 to 604800 (a week)")
        }
        let scope = SignatureScope(seconds: seconds, region: region, service: service)
        let fields = CanonicalRequest(request, pathRule: pathRule, payloadHash: "").signedFields
        var parameters = [
            ("X-Amz-Algorithm", Self.algorithm), ("X-Amz-Credential", "\(key.id)/\(scope.description)"),
            ("X-Amz-Date", scope.time), ("X-Amz-SignedHeaders", fields), ("X-Amz-Expires", String(lifetime)),
        ]
        let token = key.sessionToken.map { [("X-Amz-Security-Token", $0)] } ?? []
        if signsToken { parameters += token }
        var request = Self.adding(parameters, to: request)
        let canonical = CanonicalRequest(request, pathRule: pathRule, payloadHash: payload.text)
        let signature = try scope.signature(
            of: canonical.hash(), algorithm: Self.algorithm, key: scope.signingKey(key.secret))
        if !signsToken { request = Self.adding(token, to: request) }
        return Self.adding([("X-Amz-Signature", signature)], to: request)
    }

    private static let algorithm = "AWS4-HMAC-SHA256"

    private static func adding(_ parameters: [(String, String)], to request: HTTPRequest) -> HTTPRequest {
        var request = request
        var target = request.path ?? "/"
        for (name, value) in parameters {
            target += (target.contains("?") ? "&" : "?") + "\(name)=\(PercentEncoding.encode(value))"
        }
        request.path = target
        return request
    }
}

extension RequestSigner.Payload {
    fileprivate var isHash: Bool { if case .hash = self { true } else { false } }

    /// The promise of some bytes in memory. Throws `notFound` where the system has no libcrypto.
    static func of(_ bytes: [UInt8]) throws(FdnixError) -> Self {
        .hash(try Digest.hash(.sha256, bytes).hexadecimal)
    }
}
