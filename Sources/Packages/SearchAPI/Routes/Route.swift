import Basics
import PackageSearch
import ServiceAPI

/// One path of the service: how it is called, what it answers, what it is documented as.
struct Route: Sendable {
    /// A parameter of the query or of the path.
    struct Parameter: Sendable {
        /// The name, as addresses spell it.
        var name: String
        /// What it does, in a sentence.
        var about: String
        /// Its JSON Schema, as JSON text.
        var schema: String
        /// Whether it is a part of the path rather than of the query.
        var isInPath = false
    }

    /// What answers: the service, the request, and what the path's last, variable part says (decoded).
    typealias Handler = @Sendable (SearchService, ServiceRequest, String) async throws -> ServiceResponse

    /// The label of its metrics, and its operation id.
    var name: String
    /// The path; a last component in braces stands for anything that is not empty.
    var path: String
    /// Other paths with the same meaning.
    var aliases: [String] = []
    /// What it is for, in a sentence.
    var summary: String
    /// What the query and the path may say.
    var parameters: [Parameter] = []
    /// The media type of its answer.
    var type = "application/json"
    /// The name of the schema of its answer, nil where the answer is not an object of JSON that has one.
    var schema: String?
    /// The statuses that it answers with beside 200.
    var errors: [Int] = []
    /// Whether the OpenAPI document tells of it.
    var isPublic = true
    /// What answers its requests.
    var handler: Handler

    /// The path without its variable part, nil where it has none.
    var prefix: String? { path.hasSuffix("}") ? path.lastIndex(of: "{").map { String(path[..<$0]) } : nil }
}

extension Route.Parameter {
    /// A search option, as a parameter of the query.
    init(_ option: SearchOption) {
        self.init(name: option.name, about: "\(option.about).", schema: option.schema)
    }
}

/// Finds the route of a path.
enum Router {
    private static let exact: [String: Route] = {
        var routes: [String: Route] = [:]
        for route in all where route.prefix == nil {
            for path in [route.path] + route.aliases { routes[path] = route }
        }
        return routes
    }()
    private static let prefixed = all.filter { $0.prefix != nil }

    /// The route of a path, and the decoded variable part.
    static func find(_ path: String) -> (Route?, String) {
        if let route = exact[path] { return (route, "") }
        for route in prefixed {
            guard let prefix = route.prefix, path.hasPrefix(prefix), path.utf8.count > prefix.utf8.count else {
                continue
            }
            return (route, PercentEncoding.decode(path.dropFirst(prefix.count)))
        }
        return (nil, "")
    }

    /// Every route, the public ones first.
    static let all: [Route] =
        [
            SearchRoute.route, SuggestRoute.route, PackageRoute.route, HealthRoute.route, MetricsRoute.route,
            OpenAPIRoute.route,
        ] + PageRoutes.routes
}
