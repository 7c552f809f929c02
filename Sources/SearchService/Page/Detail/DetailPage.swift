import PackageSearch
import SearchIndex

/// `/packages/{attributePath}`: one package; beside the results it was found among, where the address has a query.
enum DetailPage {
    static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ attributePath: String
    ) throws -> ServiceResponse {
        let snapshot = try service.snapshot()
        guard let hit = snapshot.package(attributePath) else {
            throw ServiceError.notFound("There is no package of this name.")
        }
        let state = PageState(request.parameters)
        let results = state.isEmpty ? nil : try state.results(service, snapshot)
        let detail = PackageDetail(
            hit, similar: snapshot.similar(to: hit, limit: PackageDetail.similarCount),
            revision: snapshot.text("nixpkgs_revision"))
        return PageResponse.answer(request, snapshot) { html in
            let layout = Layout(
                view: results == nil ? .detail : .split, title: "\(hit[.attributePath]) – fdnix", state: state,
                snapshot: snapshot)
            layout.write(to: &html) { html in
                Panes.write(
                    to: &html, packages: snapshot.index.documentCount,
                    facets: results.map { FacetPanel(state: state, facets: $0.facets).write },
                    results: results.map {
                        ResultList(state: state, results: $0, milliseconds: request.elapsedMilliseconds).write
                    },
                    detail: DetailView(detail: detail, state: state).write)
            }
        }
    }
}
