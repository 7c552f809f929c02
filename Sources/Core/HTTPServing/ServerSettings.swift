/// How the server listens and what it puts up with.
public struct ServerSettings: Sendable {
    /// The address to bind; the default is reached from this machine only.
    public var host = "127.0.0.1"
    /// The port; 0 lets the system choose.
    public var port = 8080
    /// Requests a second from one client, with as many again in a burst; nil for no limit. A client is an IPv4 address,
    /// or all addresses of IPv6 that begin with the same 64 bits.
    public var rateLimit: Int?
    /// Proxies whose headers say who the client is; without any, that is whoever holds the connection.
    public var trustedProxies = TrustedProxies()
    /// Connections open at once; further ones wait in the queue of the listening socket. Nil: what the process may open.
    public var maximumConnections: Int?
    /// Seconds a connection may take to send a request, or lie idle between two.
    public var idleTimeout = 30
    /// Seconds that requests under way have to finish after SIGTERM.
    public var shutdownTimeout = 10
    /// Whether each request is logged.
    public var accessLog = true
    /// Whether the access log holds what people searched for.
    public var logQueries = false

    /// Settings with the defaults.
    public init() {}
}
