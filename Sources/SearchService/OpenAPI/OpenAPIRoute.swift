import JSON

/// `GET /openapi.json`.
enum OpenAPIRoute {
    static let route = Route(
        name: "openapi", path: "/openapi.json", summary: "This description.", handler: { _, _, _ in document })

    private static let document = ServiceResponse.json(cache: EntityTag.cache) { OpenAPIDocument.write(to: &$0) }
}
