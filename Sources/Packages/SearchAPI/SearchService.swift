import Basics
import CoreMetrics
import HTTPTypes
import Observability
import PackageSearch
public import ServiceAPI

/// The search API, the web page and their assets, without a transport: a request in, an answer out.
///
/// `HTTPServer` and `GatewayFunction` carry requests to it.
public final class SearchService: HTTPService {
    /// None: every route is asked by its address.
    public let maximumBody = 0
    /// What is told of packages is public.
    public let isOpenToOtherSites = true

    /// What differs between the places where the service runs.
    public struct Configuration: Sendable {
        /// Whether the embeddings of queries may take part.
        public var semantic = true
        /// Told in the answer to a request that has no query.
        public var runtime = "provided.al2023"
        /// Keeps or sends the metrics; nil for those that `/metrics` tells.
        public var metrics: (any MetricsFactory)?

        /// A configuration with the defaults.
        public init() {}
    }

    let source: IndexSource
    let configuration: Configuration
    let metrics: ServiceMetrics

    /// A service on the index of `source`.
    public init(_ source: IndexSource, configuration: Configuration = Configuration()) {
        self.source = source
        self.configuration = configuration
        metrics = ServiceMetrics(configuration.metrics ?? PrometheusMetrics(families: ServiceMetrics.families))
    }

    /// Answers a request: always with an answer, never with an error.
    public func respond(to request: ServiceRequest) async -> ServiceResponse {
        var request = request
        // Part of the request from here on, so that answers of one kind never pass for the other.
        if !configuration.semantic { request.parameters.append("semantic", "0") }
        let (route, rest) = Router.find(request.path)
        return marked(await metrics.requests.counting(request, route?.name) { await answer(request, route, rest) })
    }

    private func answer(_ request: ServiceRequest, _ route: Route?, _ rest: String) async -> ServiceResponse {
        guard let route else { return ServiceError.notFound("No such path").response }
        switch request.head.method {
        case .options: return Self.preflight
        case .get, .head: break
        default:
            return ServiceError(status: 405, message: "Use GET").response.adding(.allow, "GET, HEAD, OPTIONS")
        }
        do {
            return try await route.handler(self, request, rest)
        } catch let error as ServiceError {
            return error.response
        } catch {
            // The reason is for the log: it may tell of paths and hosts, which are not the caller's business.
            metrics.report(error, request: request.id)
            return ServiceError(status: 500, message: "Search failed (request \(request.id))").response
        }
    }

    /// The newest index; throws the answer 503 where there is none.
    func snapshot() throws(ServiceError) -> IndexSnapshot {
        do {
            return try source.current()
        } catch {
            throw .notLoaded
        }
    }

    /// Searches `snapshot` for what a request asks, and counts the search.
    func search(_ query: PackageQuery, on snapshot: IndexSnapshot, for request: ServiceRequest) async -> PackageResults
    {
        var query = query
        if !configuration.semantic { query.semantic = false }
        let results = await snapshot.search(query)
        metrics.search(results.searchType)
        if let failure = results.embeddingFailure { metrics.report(fallback: failure, request: request.id) }
        return results
    }

    private static let preflight = ServiceResponse(status: .noContent, type: "application/json", body: [])
        .adding(.accessControlAllowMethods, "GET, HEAD, OPTIONS")
        .adding(.accessControlAllowHeaders, "Content-Type, X-Api-Key")
        .adding(.accessControlMaxAge, "86400")
}
