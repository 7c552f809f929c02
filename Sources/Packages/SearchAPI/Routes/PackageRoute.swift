import JSON
import PackageSearch
import ServiceAPI

/// `GET /v1/packages/{attributePath}`: everything about one package.
enum PackageRoute {
    static let route = Route(
        name: "package", path: "/v1/packages/{attributePath}",
        summary: "One package in full, with its variants and packages like it.",
        parameters: [
            .init(
                name: "attributePath", about: "Such as ripgrep or python313Packages.numpy.",
                schema: #"{"type":"string","minLength":1}"#, isInPath: true)
        ],
        schema: "PackageDetail", errors: [304, 404, 503], handler: answer)

    private static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ attributePath: String
    ) async throws -> ServiceResponse {
        let snapshot = try service.snapshot()
        guard let hit = snapshot.package(attributePath) else { throw ServiceError.notFound("No such package") }
        return await snapshot.answer(request, as: .json) {
            var json = JSONWriter(capacity: 1 << 14)
            snapshot.detail(of: hit).write(to: &json)
            return Representation.Contents(bytes: json.bytes)
        }
    }
}
