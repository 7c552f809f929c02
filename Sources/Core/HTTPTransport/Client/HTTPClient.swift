public import Basics
public import HTTPTypes
import Synchronization

/// An HTTP client (RFC 9110) for http and https, on the system's libcurl.
///
/// Connections are shared and kept open; over TLS it speaks HTTP/2 where the server does. One thread, started by the
/// first request, drives all transfers; it ends when the client and the last transfer are gone. Bodies are streams in
/// both directions, with as much memory for a large one as for a small one. Nothing is decompressed, no cookies are
/// kept, and requests are not repeated unless a `RetryPolicy` says so.
///
/// ```swift
/// let reply = try await HTTPClient.shared.send(URLParts("https://example.org/").request())
/// print(reply.head.status, try await reply.collect(upTo: 1 << 20).count)
/// ```
public final class HTTPClient: Sendable {
    /// How a client reaches servers and whom it trusts.
    public struct Configuration: Sendable {
        /// Which proxy each address is asked through.
        public var proxies: ProxySettings
        /// The certificates that are trusted, a PEM file; nil: those of the system.
        public var certificateFile: String?
        /// A directory of certificates, as OpenSSL's `c_rehash` makes it; nil: that of the system.
        public var certificateDirectory: String?
        /// The `User-Agent` of requests that have none.
        public var userAgent = "fdnix/\(fdnixVersion)"

        /// Proxies by `ProxySettings`, and trust by `CURL_CA_BUNDLE`, else `SSL_CERT_FILE`, and `SSL_CERT_DIR`: what
        /// curl and OpenSSL read.
        public init(environment: [String: String]) {
            func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
            proxies = ProxySettings(environment: environment)
            certificateFile = value("CURL_CA_BUNDLE") ?? value("SSL_CERT_FILE")
            certificateDirectory = value("SSL_CERT_DIR")
        }
    }

    /// The client that most callers want: one pool of connections for the whole process.
    public static let shared = HTTPClient()

    /// How servers are reached.
    public let configuration: Configuration
    private let driver = Mutex<CurlDriver?>(nil)

    /// A client with connections of its own, as the process's environment says unless told otherwise.
    public init(_ configuration: Configuration = Configuration(environment: ProcessEnvironment.current)) {
        self.configuration = configuration
    }

    deinit { driver.withLock { $0?.stop() } }

    /// Sends a request and waits for the head of the reply, whatever its status; redirects are followed as
    /// `limits.redirects` says.
    ///
    /// The request's scheme (https where it has none), authority and path say where it goes; `Host`, `Content-Length`,
    /// `Transfer-Encoding` and `Connection` fields of the request are ignored, as they follow from the rest.
    ///
    /// Throws `usage` for an address that cannot be used, `notFound` where the system has no libcurl, `network` with an
    /// `HTTPFailure` beneath for what went wrong on the way, what the body's source throws, and `CancellationError`
    /// when the task is cancelled, which ends the transfer.
    public func send(
        _ request: HTTPRequest, body: HTTPBody = .empty, limits: HTTPLimits = HTTPLimits()
    ) async throws -> HTTPReply {
        let deadline = limits.total.map { ContinuousClock.now + $0 }
        var hop = Hop(address: try URLParts(request), method: request.method, fields: request.headerFields, body: body)
        var visited = [hop.key]
        while true {
            try Task.checkCancellation()
            let transfer = try begin(hop, limits, deadline)
            let head = try await transfer.head()
            let reply = HTTPReply(head: head, url: hop.address.description, body: HTTPReply.Body(transfer))
            guard limits.redirects > 0 else { return reply }
            do throws(HTTPFailure) {
                guard let next = try hop.next(after: head) else { return reply }
                guard visited.count <= limits.redirects else {
                    throw HTTPFailure(.redirect, "more than \(limits.redirects) of them")
                }
                guard !visited.contains(next.key) else { throw HTTPFailure(.redirect, "they lead in a circle") }
                visited.append(next.key)
                hop = next
            } catch {
                throw transfer.error(error)
            }
            try await Self.drain(reply)
        }
    }

    private func begin(
        _ hop: Hop, _ limits: HTTPLimits, _ deadline: ContinuousClock.Instant?
    ) throws(FdnixError) -> Transfer {
        let driver = try startedDriver()
        let transfer = Transfer(
            label: "\(hop.method.rawValue) \(hop.address.withoutQuery)", hasBody: hop.method != .head, driver: driver)
        transfer.send(hop.body)
        let plan = ExchangePlan(
            address: hop.address, method: hop.method, fields: hop.fields, body: hop.body, limits: limits,
            deadline: deadline, proxy: configuration.proxies.proxy(for: hop.address), configuration: configuration)
        driver.post(.begin(plan, transfer))
        return transfer
    }

    private func startedDriver() throws(FdnixError) -> CurlDriver {
        try driver.withLock { driver throws(FdnixError) in
            if let driver { return driver }
            let started = try CurlDriver.start()
            driver = started
            return started
        }
    }

    /// Reads the few words that redirects carry, so that the connection can be used again; a large body is not worth
    /// it.
    private static func drain(_ reply: HTTPReply) async throws {
        var count = 0
        do {
            for try await piece in reply.body {
                count += piece.count
                if count > 1 << 16 { return }
            }
        } catch is FdnixError {
            // Only the next reply matters.
        }
    }
}
