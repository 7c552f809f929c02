public import Basics
public import HTTPTypes

/// The parts of an http or https address (RFC 3986, RFC 9110 §4.2) that has been checked: whatever text it came from, a
/// request made from it has one line, one host and no credentials.
///
/// ```swift
/// let parts = try URLParts("https://Example.org:8443/a b?c=ü#top")
/// parts.description  // https://example.org:8443/a%20b?c=%C3%BC
/// ```
public struct URLParts: Sendable, Hashable, CustomStringConvertible {
    /// The two schemes there are.
    public enum Scheme: String, Sendable, Hashable {
        /// HTTP without encryption, on port 80.
        case http
        /// HTTP over TLS, on port 443.
        case https

        /// The port where the address names none.
        public var defaultPort: Int { self == .http ? 80 : 443 }
    }

    /// Which of the two schemes: how the server is spoken to.
    public var scheme: Scheme
    /// A name in lower case, an IPv4 address, or an IPv6 address in brackets; ASCII.
    public let host: String
    /// The port where the address names one other than the scheme's own.
    public let statedPort: Int?
    /// Path and query, beginning with `/`: printable ASCII without spaces.
    public private(set) var target: String

    /// Reads an address; a fragment is dropped, as it is never sent.
    ///
    /// Bytes that may not stand in an address but are harmless (spaces, quotes, letters beyond ASCII) become escapes.
    /// Throws `usage` for other schemes, control characters, user names, and for what cannot be a host or a port.
    public init(_ text: String) throws(FdnixError) {
        let ascii = try Self.escaped(text)
        guard let colon = ascii.firstIndex(of: ":"), let scheme = Scheme(rawValue: ascii[..<colon].lowercased()),
            ascii[colon...].hasPrefix("://")
        else { throw Self.unusable(text, "it must begin with http:// or https://") }
        let rest = ascii[colon...].dropFirst(3)
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { throw Self.unusable(text, "it must not contain a user name") }
        (host, statedPort) = try Self.hostAndPort(authority, scheme, text)
        self.scheme = scheme
        let target = rest[authority.endIndex...].prefix { $0 != "#" }
        self.target = (target.hasPrefix("/") ? "" : "/") + target
    }

    /// The address of a request; throws as `init(_:)` does.
    public init(_ request: HTTPRequest) throws(FdnixError) {
        try self.init("\(request.scheme ?? "https")://\(request.authority ?? "")\(request.path ?? "/")")
    }

    /// The port to connect to.
    public var port: Int { statedPort ?? scheme.defaultPort }

    /// Host and, where it is stated, port.
    public var authority: String { statedPort.map { "\(host):\($0)" } ?? host }

    /// Scheme, host and port, without path: what tells one server from another (RFC 6454), and what messages name.
    public var origin: String { "\(scheme.rawValue)://\(authority)" }

    /// The path without the query, `/` at least.
    public var path: Substring { target.prefix { $0 != "?" } }

    /// The whole address, as requests and logs write it.
    public var description: String { origin + target }

    /// The whole address without its query, which may hold secrets; for messages.
    public var withoutQuery: String { origin + path }

    /// A request for this address.
    public func request(_ method: HTTPRequest.Method = .get, headerFields: HTTPFields = [:]) -> HTTPRequest {
        HTTPRequest(
            method: method, scheme: scheme.rawValue, authority: authority, path: target, headerFields: headerFields)
    }

    /// The address that `reference` means on this page (RFC 3986 §5.2): what a `Location` field says. Throws as `init`
    /// does.
    public func resolving(_ reference: String) throws(FdnixError) -> URLParts {
        // Someone else's text: whatever comes of it is checked as a whole address again.
        let reference = try Self.escaped(reference).prefix { $0 != "#" }
        if reference.hasPrefix("//") { return try URLParts("\(scheme.rawValue):\(reference)") }
        if reference.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") { return try URLParts(String(reference)) }
        if reference.isEmpty { return self }
        if reference.hasPrefix("?") { return try URLParts("\(origin)\(path)\(reference)") }
        let query = reference.drop { $0 != "?" }
        var path = String(reference.prefix { $0 != "?" })
        if !path.hasPrefix("/") {
            let directory = self.path.lastIndex(of: "/").map { self.path[...$0] } ?? "/"
            path = directory + path
        }
        return try URLParts("\(origin)\(Self.withoutDots(path))\(query)")
    }
}
