import HTTPTypes
import ServiceAPI

/// One path of the service: how it is called, what answers.
struct CorpusRoute: Sendable {
    /// The label of its metrics, and its operation id.
    var name: String
    /// What it is for, in a sentence.
    var summary: String
    /// The methods that it takes, the usual one first.
    var methods: [HTTPRequest.Method] = [.get, .head]
    /// What answers its requests; errors become answers in the service.
    var handler: @Sendable (CorpusService, ServiceRequest) async throws -> ServiceResponse

    /// The route of a path, nil for one that is not known.
    static func of(_ path: String) -> CorpusRoute? { all[path] }

    /// Every route by its path.
    static let all: [String: CorpusRoute] = [
        "/corpus/search": SearchRoutes.contract, "/search": SearchRoutes.query, "/": CorpusPage.route,
        "/style.css": CorpusStyle.route, "/health": HealthRoute.route, "/metrics": metrics,
        "/openapi.json": CorpusOpenAPI.route,
    ]

    private static let metrics = CorpusRoute(
        name: "metrics", summary: "Counters in the Prometheus text format."
    ) { service, _ in
        guard let text = service.metrics.text else {
            throw ServiceError.notFound("The metrics of this service are sent elsewhere")
        }
        return ServiceResponse(type: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.utf8))
    }
}
