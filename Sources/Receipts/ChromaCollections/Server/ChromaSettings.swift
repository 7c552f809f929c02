public import Basics
public import HTTPTransport

/// Where a Chroma server is, and as whom it is spoken to.
public struct ChromaSettings: Sendable {
    /// The header that carries the token.
    public enum TokenHeader: String, Sendable, Hashable, CaseIterable {
        /// `x-chroma-token: TOKEN`, as hosted servers want it.
        case chroma = "x-chroma-token"
        /// `Authorization: Bearer TOKEN`, as servers of one's own may.
        case bearer = "authorization"
    }

    /// The server's address; a path in it stands before the interface's own.
    public var url: URLParts
    /// The tenant that the database belongs to; it must be there.
    public var tenant: String
    /// The database that the collections lie in; it must be there.
    public var database: String
    /// What lets one in; nil for a server that lets everybody in.
    public var token: String?
    /// How the token is sent.
    public var header: TokenHeader
    /// What the collections' names begin with.
    public var prefix: String
    /// Whether the quotas of Chroma's own service hold: records a write, keys and sizes of metadata.
    public var isHosted: Bool
    /// How long one request may take.
    public var requestLimit: Duration
    /// How long a receipt is held by who works on it, in minutes, unless that is renewed: so long others wait after a crash.
    public var leaseMinutes: Int
    /// How long a receipt that another works on is waited for before its messages come again.
    public var leaseWait: Duration
    /// When a request is sent again; all of them may be.
    public var policy: RetryPolicy

    /// A server by its address, with what it has from the start unless told otherwise. Throws `usage` for an address that is not
    /// one.
    public init(
        url: String, tenant: String = "default_tenant", database: String = "default_database", token: String? = nil,
        header: TokenHeader = .chroma, prefix: String = "", isHosted: Bool? = nil,
        requestLimit: Duration = .seconds(60), leaseMinutes: Int = 3, leaseWait: Duration = .seconds(5),
        policy: RetryPolicy = RetryPolicy(attempts: 5, repeatsAnyMethod: true)
    ) throws(FdnixError) {
        self.url = try URLParts(url)
        self.tenant = tenant
        self.database = database
        self.token = token
        self.header = header
        self.prefix = prefix
        self.isHosted = isHosted ?? (self.url.host == Self.service || self.url.host.hasSuffix(".\(Self.service)"))
        self.requestLimit = requestLimit
        self.leaseMinutes = leaseMinutes
        self.leaseWait = leaseWait
        self.policy = policy
    }

    /// The domain of Chroma's own service.
    private static let service = "trychroma.com"
}
