import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SearchService

/// What the server knows of a request beside its bytes: who sent it.
struct ServerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: String

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}

/// Takes requests off the wire, keeps the limits, and puts the service's answers on it.
struct Responder: HTTPResponder {
    let service: SearchService
    let settings: ServerSettings
    private let limiter: RateLimiter?
    private let compressor = Compressor()
    private let log: AccessLog?

    init(service: SearchService, settings: ServerSettings) {
        self.service = service
        self.settings = settings
        limiter = settings.rateLimit.map { RateLimiter(perSecond: $0) }
        log = settings.accessLog ? AccessLog(withQueries: settings.logQueries) : nil
    }

    /// The longest path with query, in bytes: 512 characters of query text need less, percent-encoded.
    private static let maximumTarget = 8 << 10
    /// The longest body that is read past before the connection is closed; no route takes one.
    private static let maximumBody = 64 << 10

    func respond(to request: Request, context: ServerContext) async throws -> Response {
        let start = ContinuousClock.now
        let target = request.head.path ?? "/"
        var incoming = ServiceRequest(
            method: request.method.rawValue, target: target.utf8.count <= Self.maximumTarget ? target : "/",
            headers: Self.headers(request.headers), id: RequestID.of(request.headers))
        incoming.received = start
        var answer: ServiceResponse
        var mustClose = false
        if target.utf8.count > Self.maximumTarget {
            answer = ServiceError(status: 414, message: "The URL is longer than 8192 bytes").response
        } else if Self.announcesLargeBody(request.headers) {
            answer = ServiceError(status: 413, message: "No route takes a body").response
            mustClose = true
        } else if let wait = limiter?.delay(context.peer) {
            answer = ServiceError(status: 429, message: "Too many requests; wait \(wait) s").response
                .adding("retry-after", String(wait))
        } else {
            answer = service.respond(to: incoming)
        }
        compressor.compress(&answer, for: incoming)
        log?.write(incoming, answer, peer: context.peer)
        return Self.response(answer, request: incoming.id, mustClose: mustClose, isHead: incoming.method == "HEAD")
    }

    private static func headers(_ fields: HTTPFields) -> [String: String] {
        var headers: [String: String] = [:]
        for field in fields {
            let name = field.name.canonicalName
            headers[name] = headers[name].map { "\($0), \(field.value)" } ?? field.value
        }
        return headers
    }

    private static func announcesLargeBody(_ fields: HTTPFields) -> Bool {
        if fields[.transferEncoding] != nil { return true }
        guard let length = fields[.contentLength] else { return false }
        return (Int(length) ?? .max) > maximumBody
    }

    private static func response(
        _ answer: ServiceResponse, request: String, mustClose: Bool, isHead: Bool
    ) -> Response {
        var fields = HTTPFields()
        fields.reserveCapacity(answer.headers.count + 2)
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        if let name = HTTPField.Name("x-request-id") { fields[name] = request }
        if mustClose { fields[.connection] = "close" }
        let body: ResponseBody =
            isHead || answer.body.isEmpty
            ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        return Response(status: HTTPResponse.Status(code: answer.status), headers: fields, body: body)
    }
}
