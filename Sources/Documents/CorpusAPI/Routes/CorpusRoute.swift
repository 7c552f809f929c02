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
    /// Where a question stands in its requests; nil for routes that take none.
    var question: Question?
    /// The name of the schema of its answer, in `/openapi.json`; nil for one that is not described there.
    var answer: String?
    /// What answers its requests; errors become answers in the service.
    var handler: @Sendable (CorpusService, ServiceRequest) async throws -> ServiceResponse

    /// Where a question stands.
    enum Question { case body, parameters }

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
        try service.metrics.requests.told()
    }
}
