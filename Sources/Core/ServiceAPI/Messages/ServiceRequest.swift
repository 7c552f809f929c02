import HTTPTypes

/// A request, whatever carried it here: a socket, an API gateway, a function URL.
public struct ServiceRequest: Sendable {
    /// The method, the target (a path with or without a query, as in HTTP/1.1's request line) and the headers.
    public let head: HTTPRequest
    /// The path as sent, percent-encoding and all, without the query.
    public let path: String
    /// The query's parameters, decoded.
    public var parameters: QueryParameters
    /// What follows the headers; empty where the service takes none.
    public var body: [UInt8]
    /// Names the request in logs and error messages.
    public let id: String
    /// When the request arrived.
    public let received: ContinuousClock.Instant

    /// A request that arrived at `received`. One without a target asks for `/`.
    public init(
        _ request: HTTPRequest, body: [UInt8] = [], id: String = "-", received: ContinuousClock.Instant = .now
    ) {
        let target = request.path ?? "/"
        let end = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        head = request
        path = end.map { String(target[..<$0]) } ?? target
        parameters = end.map { QueryParameters(parsing: target[target.index(after: $0)...]) } ?? QueryParameters()
        self.body = body
        self.id = id
        self.received = received
    }

    /// Milliseconds since the request arrived.
    public var elapsedMilliseconds: Double {
        let elapsed = (ContinuousClock.now - received).components
        return Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) / 1e15
    }
}
