public import Basics
public import HTTPTypes

/// A request to a service, before it has a host and a signature.
public struct AWSRequest: Sendable {
    /// The operation, as the service calls it: for messages and logs.
    public var operation: String
    /// The HTTP method of the operation.
    public var method: HTTPRequest.Method
    /// The path after the endpoint's own, percent-encoded, beginning with `/`.
    public var path: String
    /// The query's names and values, not encoded; a value of nil is a name alone.
    public var query: [(name: String, value: String?)]
    /// Fields beside those that every request has.
    public var headerFields: HTTPFields
    /// The bytes that are sent along.
    public var body: AWSBody
    /// The bucket that is asked, of S3: it stands in the host or in the path.
    public var bucket: String?
    /// Whether a second request does no harm where the first was acted on and its answer lost. Others are sent again only
    /// where the service refused the first.
    public var isRepeatable: Bool
    /// How long each try may take; nil: as long as bytes go on moving.
    public var timeout: Duration?
    /// How long a server may be silent, nil: as the client's configuration says.
    public var idle: Duration?

    /// A request; what is not given is empty.
    public init(
        _ operation: String, _ method: HTTPRequest.Method = .post, path: String = "/",
        query: [(name: String, value: String?)] = [], headerFields: HTTPFields = [:], body: AWSBody = .bytes([]),
        bucket: String? = nil, isRepeatable: Bool = true, timeout: Duration? = nil, idle: Duration? = nil
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.headerFields = headerFields
        self.body = body
        self.bucket = bucket
        self.isRepeatable = isRepeatable
        self.timeout = timeout
        self.idle = idle
    }

    /// Path and query as they are sent and signed.
    var target: String {
        let pairs = query.map { name, value in
            PercentEncoding.encode(name) + (value.map { "=\(PercentEncoding.encode($0))" } ?? "")
        }
        return path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }
}

/// The bytes of a request.
public enum AWSBody: Sendable {
    /// Bytes in memory; their hash is signed.
    case bytes([UInt8])
    /// Bytes in memory whose SHA-256 the caller has made already; that is signed as it is.
    case hashed([UInt8], sha256: [UInt8])
    /// `length` bytes whose SHA-256 the caller has made already, read anew for every try from what `open` gives, and sent as
    /// they are.
    case read(length: Int, sha256: [UInt8], open: @Sendable () throws -> any ByteInput)
    /// `length` bytes, read anew for every try from what `open` gives; framed in chunks with their SHA-256 in a trailer,
    /// which are signed one by one where TLS does not protect them. Only S3 takes them.
    case stream(length: Int, open: @Sendable () throws -> any ByteInput)
}
