import Basics
import JSON
import PackageSearch
import Synchronization

/// The search API, the web page and their assets, without a transport: a request in, an answer out.
///
/// The HTTP server and the Lambda function both are thin adapters around `respond(to:)`.
public final class SearchService: Sendable {
    /// What differs between the places where the service runs.
    public struct Configuration: Sendable {
        /// Whether the semantic leg may take part (`ENABLE_EMBEDDINGS`).
        public var semantic = true
        /// Told where a request has no query (spec §13.4).
        public var runtime = "provided.al2023"

        /// The defaults.
        public init() {}
    }

    let source: IndexSource
    let configuration: Configuration
    /// What was asked and how long it took.
    public let metrics = ServiceMetrics()

    /// A service on the index of `source`.
    public init(_ source: IndexSource, configuration: Configuration = Configuration()) {
        self.source = source
        self.configuration = configuration
    }

    /// Answers a request: always with an answer, never with an error.
    public func respond(to request: ServiceRequest) -> ServiceResponse {
        var request = request
        // Part of the request from here on, so that answers of one kind never pass for the other.
        if !configuration.semantic { request.parameters.append("semantic", "0") }
        let (route, found) = Router.find(request.path)
        metrics.begin()
        var response = answer(request, route, found)
        if request.method == "HEAD" {
            response.headers.append(("content-length", String(response.body.count)))
            response.body = []
        }
        metrics.end(route?.name ?? "unknown", status: response.status, seconds: request.elapsedMilliseconds / 1000)
        return response
    }

    private func answer(_ request: ServiceRequest, _ route: Route?, _ rest: String) -> ServiceResponse {
        guard let route else { return ServiceError.notFound("No such path").response }
        switch request.method {
        case "OPTIONS": return Self.preflight
        case "GET", "HEAD": break
        default:
            return ServiceError(status: 405, message: "Use GET").response.adding("allow", "GET, HEAD, OPTIONS")
        }
        do {
            return try route.handler(self, request, rest)
        } catch let error as ServiceError {
            return error.response
        } catch {
            // The reason is for the log, not for the caller (spec §13.3).
            metrics.report(error, request: request.id)
            return ServiceError(status: 500, message: "Search failed (request \(request.id))").response
        }
    }

    /// The newest index; throws the answer 503 where there is none.
    func snapshot() throws -> IndexSnapshot {
        do {
            return try source.current()
        } catch {
            throw ServiceError.notLoaded
        }
    }

    private static let preflight: ServiceResponse = {
        var response = ServiceResponse(status: 204, type: "application/json", body: [])
        response.headers += [
            ("access-control-allow-methods", "GET, HEAD, OPTIONS"),
            ("access-control-allow-headers", "Content-Type, X-Api-Key"), ("access-control-max-age", "86400"),
        ]
        return response
    }()
}
