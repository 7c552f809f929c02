/// A request, whatever carried it here: a socket, an API gateway, a function URL.
public struct ServiceRequest: Sendable {
    /// `GET`, `HEAD`, …
    public var method: String
    /// The path as sent, percent-encoding and all, without stage prefix and query.
    public var path: String
    /// The query's parameters, decoded.
    public var parameters: QueryParameters
    /// Header values by lower-case name.
    public var headers: [String: String]
    /// Names the request in logs and error messages.
    public var id: String
    /// When it arrived.
    public var received: ContinuousClock.Instant

    /// A request that arrives now.
    public init(
        method: String = "GET", path: String, parameters: QueryParameters = QueryParameters(),
        headers: [String: String] = [:], id: String = "-", received: ContinuousClock.Instant = .now
    ) {
        self.method = method
        self.path = path
        self.parameters = parameters
        self.headers = headers
        self.id = id
        self.received = received
    }

    /// A request for `target`, a path with or without a query, as in HTTP/1.1's request line.
    public init(method: String = "GET", target: String, headers: [String: String] = [:], id: String = "-") {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(
            method: method, path: String(parts[0]),
            parameters: QueryParameters(parsing: parts.count > 1 ? String(parts[1]) : ""), headers: headers, id: id)
    }

    /// Milliseconds since it arrived.
    public var elapsedMilliseconds: Double {
        let elapsed = (ContinuousClock.now - received).components
        return Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) / 1e15
    }
}
