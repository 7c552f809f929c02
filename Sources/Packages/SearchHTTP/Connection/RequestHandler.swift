import Basics
import HTTPTypes
import SearchAPI

/// What a request goes through on this server, without the wire: limits, the service, compression, the log.
struct RequestHandler: Sendable {
    private let service: SearchService
    private let proxies: TrustedProxies
    private let limiter: RateLimiter?
    private let compressor = Compressor()
    private let log: AccessLog?

    init(service: SearchService, settings: ServerSettings) {
        self.service = service
        proxies = settings.trustedProxies
        limiter = settings.rateLimit.map { RateLimiter(perSecond: $0) }
        log = settings.accessLog ? AccessLog(withQueries: settings.logQueries) : nil
    }

    /// The longest path with query, in bytes: 512 characters of query text need less, percent-encoded.
    private static let maximumTarget = 8 << 10
    /// The longest body that is read past before the connection is closed; no route takes one.
    private static let maximumBody = 64 << 10

    /// The answer to a request of whoever holds the connection, ready for the wire.
    func respond(to head: HTTPRequest, peer: IPAddress?) async -> ServiceResponse {
        let client = proxies.client(peer: peer, fields: head.headerFields)
        var asked = head
        let isTooLong = (head.path ?? "").utf8.count > Self.maximumTarget
        if isTooLong { asked.path = "/" }
        // What a HEAD is told is what the GET would be, the length after compression included.
        if head.method == .head { asked.method = .get }
        let request = ServiceRequest(asked, id: RequestID.of(head.headerFields))
        var answer: ServiceResponse
        if isTooLong {
            answer = ServiceError(status: 414, message: "The URL is longer than 8192 bytes").response
        } else if Self.announcesLargeBody(head.headerFields) {
            answer = ServiceError(status: 413, message: "No route takes a body").response.adding(.connection, "close")
        } else if let wait = limiter?.delay(client) {
            answer = ServiceError(status: 429, message: "Too many requests; wait \(wait) s").response
                .adding(.retryAfter, String(wait))
        } else {
            answer = await service.respond(to: request)
        }
        compressor.compress(&answer, for: request)
        if head.method == .head { answer = answer.withoutBody }
        log?.write(request, method: head.method, answer, client: client)
        return answer.adding(.requestID, request.id)
    }

    private static func announcesLargeBody(_ fields: HTTPFields) -> Bool {
        if fields[.transferEncoding] != nil { return true }
        guard let length = fields[.contentLength] else { return false }
        return (Int(length) ?? .max) > maximumBody
    }
}
