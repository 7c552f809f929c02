public import Basics
public import HTTPTransport
import HTTPTypes
import JSON
public import ReceiptEvents
import Synchronization

/// A Chroma server, spoken to by version 2 of its REST interface (<https://docs.trychroma.com/reference>): one that people
/// run themselves, or Chroma's own service.
///
/// Whatever is asked of it may be asked again, so requests are repeated where the answer was lost or the server was busy.
public final class ChromaServer: Sendable {
    let settings: ChromaSettings
    let time: TimeSource
    private let client: HTTPClient
    private let events: ReceiptEvents
    private let known = Mutex<ChromaLimits?>(nil)
    /// Asked before every request; ends it by throwing. For tests that let a process die there.
    private let check: @Sendable () throws -> Void

    /// A server by its settings; nothing is sent yet.
    public convenience init(
        _ settings: ChromaSettings, client: HTTPClient = .shared, events: ReceiptEvents = .none,
        time: TimeSource = .system
    ) {
        self.init(settings, client: client, events: events, time: time) {}
    }

    init(
        _ settings: ChromaSettings, client: HTTPClient, events: ReceiptEvents, time: TimeSource,
        check: @escaping @Sendable () throws -> Void
    ) {
        self.settings = settings
        self.client = client
        self.events = events
        self.time = time
        self.check = check
    }

    /// Where the server is, for messages; without what lets one in.
    public var location: String { "\(settings.url.origin)/\(settings.tenant)/\(settings.database)" }

    /// How much goes into one request; asked for once.
    func limits() async throws -> ChromaLimits {
        if let limits = known.withLock({ $0 }) { return limits }
        let limits = ChromaLimits(
            try JSONValue.parse(try await send(.get, "/pre-flight-checks")), isHosted: settings.isHosted)
        known.withLock { $0 = limits }
        return limits
    }

    /// The path of the database, with what stands under it.
    func path(_ rest: String) -> String {
        func part(_ text: String) -> String { PercentEncoding.encode(text) }
        return "/tenants/\(part(settings.tenant))/databases/\(part(settings.database))/collections\(rest)"
    }

    /// Throws `notFound` where the server says that it has no such database: it finds no collection in one either. One that lets
    /// nobody ask is taken at its word.
    func checkDatabase() async throws {
        func part(_ text: String) -> String { PercentEncoding.encode(text) }
        do {
            try await send(.get, "/tenants/\(part(settings.tenant))/databases/\(part(settings.database))")
        } catch let error as FdnixError where error.code == .notFound {
            throw FdnixError(
                .notFound,
                "the Chroma server \(settings.url.origin) has no database \(settings.database) of the tenant "
                    + "\(settings.tenant): check CHROMA_TENANT and CHROMA_DATABASE")
        } catch let error as FdnixError where error.code == .denied {}
    }

    /// Sends a request until it is answered, and gives the answer's body.
    ///
    /// `permit` is asked before every try, and ends them by throwing. Where the answer to a write was lost, `isDone` says whether
    /// it was carried out nevertheless. Throws `malformedInput`, `denied`, `notFound`, `conflict`, `throttled`, `service` and
    /// `network`, with one line that says where.
    @discardableResult
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil,
        permit: @Sendable () async throws -> Void = {}, isDone: () async throws -> Bool = { false }
    ) async throws -> [UInt8] {
        let request = try request(method, path, hasBody: body != nil)
        var attempt = 1
        while true {
            try await permit()
            try check()
            let (outcome, error) = try await attempted(request, body)
            guard let error else { return outcome.bytes }
            let decision = settings.policy.decision(
                after: outcome.ending, attempt: attempt, method: method, random: .random(in: 0..<1),
                now: time.now() / 1000)
            guard case .retry(let pause) = decision else { throw error }
            events.warning("\(error.message); trying again")
            try await time.sleep(pause)
            if outcome.ending.mayHaveActed, try await isDone() { return [] }
            attempt += 1
        }
    }

    private func request(_ method: HTTPRequest.Method, _ path: String, hasBody: Bool) throws -> HTTPRequest {
        var fields: HTTPFields = [.accept: "application/json"]
        if hasBody { fields[.contentType] = "application/json" }
        if let token = settings.token {
            switch settings.header {
            case .chroma: fields[.chromaToken] = token
            case .bearer: fields[.authorization] = "Bearer \(token)"
            }
        }
        let base = settings.url.path
        let address = "\(settings.url.origin)\(base.hasSuffix("/") ? base.dropLast() : base)/api/v2\(path)"
        return try URLParts(address).request(method, headerFields: fields)
    }

    private struct Attempt {
        var ending: RetryPolicy.Outcome
        var bytes: [UInt8] = []
    }

    private func attempted(_ request: HTTPRequest, _ body: [UInt8]?) async throws -> (Attempt, FdnixError?) {
        let limits = HTTPLimits(idle: settings.requestLimit, total: settings.requestLimit, redirects: 0)
        do {
            let reply = try await client.send(request, body: body.map { .bytes($0) } ?? .empty, limits: limits)
            let bytes = try await reply.collect(upTo: Self.largestAnswer)
            let ending = RetryPolicy.Outcome.status(
                reply.status, retryAfter: reply.head.headerFields[.retryAfter])
            if (200..<300).contains(reply.status) { return (Attempt(ending: ending, bytes: bytes), nil) }
            let place = "\(request.method.rawValue) \(try URLParts(request).withoutQuery)"
            return (Attempt(ending: ending), ChromaProblem(reply.status, bytes).error(place))
        } catch let error as FdnixError {
            guard let failure = error.underlying as? HTTPFailure else { throw error }
            // What takes too long may be done by now, or be quicker the next time.
            let ending = failure.reason == .tooSlow ? HTTPFailure(.silent, failure.detail) : failure
            return (Attempt(ending: .failure(ending)), error)
        }
    }

    /// A page of records with large vectors in decimal, and some more.
    private static let largestAnswer = 256 << 20
}

extension RetryPolicy.Outcome {
    /// Whether the server may have done what it was asked for, although it did not say so.
    fileprivate var mayHaveActed: Bool {
        switch self {
        case .status(let status, _): status >= 500
        case .failure(let failure): !failure.isUnreachable
        }
    }
}

extension HTTPField.Name {
    fileprivate static let chromaToken = HTTPField.Name(spelled: "x-chroma-token")
}
