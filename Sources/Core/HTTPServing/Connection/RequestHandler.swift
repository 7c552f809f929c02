import Basics
import HTTPTypes
import ServiceAPI

/// What a request goes through on this server, without the wire: limits, the service, compression, the log.
struct RequestHandler: Sendable {
    private let service: any HTTPService
    private let proxies: TrustedProxies
    private let limiter: RateLimiter?
    private let compressor = Compressor()
    private let log: AccessLog?

    init(service: any HTTPService, settings: ServerSettings) {
        self.service = service
        proxies = settings.trustedProxies
        limiter = settings.rateLimit.map { RateLimiter(perSecond: $0) }
        log = settings.accessLog ? AccessLog(withQueries: settings.logQueries) : nil
    }

    /// The longest path with query, in bytes: 512 characters of query text need less, percent-encoded.
    private static let maximumTarget = 8 << 10
    /// The longest body that is read past before the connection is closed, where no route takes one.
    private static let passedOver = 64 << 10

    /// Reads a body of at most so many bytes; nil where there are more of them. Throws where the connection breaks.
    typealias Body = @Sendable (_ maximum: Int) async throws -> [UInt8]?

    /// The answer to a request of whoever holds the connection, ready for the wire. The body is read where the service
    /// takes one, and only of requests that are within their limits.
    func respond(
        to head: HTTPRequest, peer: IPAddress?, body: Body = { _ in [] }
    ) async -> ServiceResponse {
        let client = proxies.client(peer: peer, fields: head.headerFields)
        var asked = head
        let isTooLong = (head.path ?? "").utf8.count > Self.maximumTarget
        if isTooLong { asked.path = "/" }
        // What a HEAD is told is what the GET would be, the length after compression included.
        if head.method == .head { asked.method = .get }
        var request = ServiceRequest(asked, id: RequestID.of(head.headerFields))
        var answer: ServiceResponse
        if isTooLong {
            answer = service.refusal(ServiceError(status: 414, message: "The URL is longer than 8192 bytes"))
        } else if announcesLargeBody(head.headerFields) {
            answer = tooLarge
        } else if let wait = limiter?.delay(client) {
            answer = service.refusal(ServiceError(status: 429, message: "Too many requests; wait \(wait) s"))
                .adding(.retryAfter, String(wait))
        } else if service.maximumBody > 0 {
            do {
                if let bytes = try await body(service.maximumBody) {
                    request.body = bytes
                    answer = await service.respond(to: request)
                } else {
                    answer = tooLarge
                }
            } catch {
                answer = service.refusal(.badRequest("The body did not arrive whole")).adding(.connection, "close")
            }
        } else {
            answer = await service.respond(to: request)
        }
        compressor.compress(&answer, for: request)
        if head.method == .head { answer = answer.withoutBody }
        log?.write(request, method: head.method, answer, client: client)
        return answer.adding(.requestID, request.id)
    }

    private var tooLarge: ServiceResponse {
        service.refusal(.tooLarge(maximum: service.maximumBody)).adding(.connection, "close")
    }

    private func announcesLargeBody(_ fields: HTTPFields) -> Bool {
        if fields[.transferEncoding] != nil { return service.maximumBody == 0 }
        guard let length = fields[.contentLength] else { return false }
        return (Int(length) ?? .max) > max(service.maximumBody, Self.passedOver)
    }
}
