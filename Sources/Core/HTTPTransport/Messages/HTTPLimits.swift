/// How long a request may take and how far it may lead; nil means no limit.
public struct HTTPLimits: Sendable, Hashable {
    /// From the beginning until there is a connection, TLS included; libcurl's own limit of 5 minutes where nil.
    public var connect: Duration?
    /// How long a connected server may stay silent, and how long it may refuse to take more of the request. Time in
    /// which the reader or the source of the body is the slow one does not count.
    public var idle: Duration?
    /// Everything: redirects, the request and the reading of the reply.
    public var total: Duration?
    /// How many redirects are followed; 0: the redirect itself is the reply.
    public var redirects: Int

    /// The usual limits: 15 seconds for a connection, 60 of silence, none in all, 10 redirects.
    public init(
        connect: Duration? = .seconds(15), idle: Duration? = .seconds(60), total: Duration? = nil, redirects: Int = 10
    ) {
        self.connect = connect
        self.idle = idle
        self.total = total
        self.redirects = redirects
    }
}
