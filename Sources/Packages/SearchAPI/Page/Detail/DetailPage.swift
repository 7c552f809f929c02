import PackageSearch
import SearchEngine
import ServiceAPI

/// `/packages/{attributePath}`: one package; beside the results it was found among, where the address has a query.
enum DetailPage {
    static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ attributePath: String
    ) async throws -> ServiceResponse {
        let snapshot = try service.snapshot()
        guard let hit = snapshot.package(attributePath) else {
            throw ServiceError.notFound("There is no package of this name.")
        }
        let state = PageState(request.parameters)
        let query = state.isEmpty ? nil : try state.packageQuery()
        return await snapshot.answer(request, as: PageResponse.representation) {
            var results: PackageResults?
            if let query { results = await service.search(query, on: snapshot, for: request) }
            let page = document(hit, state, results, snapshot, request)
            return Representation.Contents(bytes: page, isLasting: results?.embeddingFailure == nil)
        }
    }

    private static func document(
        _ hit: PackageHit, _ state: PageState, _ results: PackageResults?, _ snapshot: IndexSnapshot,
        _ request: ServiceRequest
    ) -> [UInt8] {
        let layout = Layout(
            view: results == nil ? .detail : .split, title: "\(hit[.attributePath]) – fdnix", state: state,
            snapshot: snapshot)
        return PageResponse.document { html in
            layout.write(to: &html) { html in
                Panes.write(
                    to: &html, packages: snapshot.index.documentCount,
                    facets: results.map { FacetPanel(state: state, facets: $0.facets).write },
                    results: results.map {
                        ResultList(state: state, results: $0, milliseconds: request.elapsedMilliseconds).write
                    },
                    detail: DetailView(detail: snapshot.detail(of: hit), state: state).write)
            }
        }
    }
}
