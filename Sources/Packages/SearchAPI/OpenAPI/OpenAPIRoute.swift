import JSON
import ServiceAPI

/// `GET /openapi.json`: what the API takes and answers, for programs.
enum OpenAPIRoute {
    static let route = Route(
        name: "openapi", path: "/openapi.json", summary: "This description.", handler: { _, _, _ in document })

    private static let document = ServiceResponse.json(cache: Representation.keptForMinutes) {
        OpenAPIDocument.write(to: &$0)
    }
}
