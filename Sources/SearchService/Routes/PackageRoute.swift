import JSON
import PackageSearch

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
    ) throws -> ServiceResponse {
        let snapshot = try service.snapshot()
        guard let hit = snapshot.package(attributePath) else { throw ServiceError.notFound("No such package") }
        return snapshot.answer(request) {
            let detail = PackageDetail(
                hit, similar: snapshot.similar(to: hit, limit: PackageDetail.similarCount),
                revision: snapshot.text("nixpkgs_revision"))
            return .json(cache: EntityTag.cache) { detail.write(to: &$0) }
        }
    }
}
