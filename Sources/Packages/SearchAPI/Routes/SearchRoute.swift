import Basics
import JSON
import PackageSearch
import ServiceAPI

/// `GET /v1/search`: the packages that a query finds, in the envelope that every client of the first API knows.
enum SearchRoute {
    static let route = Route(
        name: "search", path: "/v1/search", aliases: ["/search"],
        summary: "Packages by name, program, typo or intent, best first.",
        parameters: SearchOption.all.map(Route.Parameter.init), schema: "SearchResult", errors: [304, 400, 503],
        handler: answer)

    private static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ rest: String
    ) async throws -> ServiceResponse {
        let query = try PackageQuery(request.parameters)
        guard !query.text.isEmpty else { return guide(service) }
        let snapshot = try service.snapshot()
        return await snapshot.answer(request, as: .json) {
            let results = await service.search(query, on: snapshot, for: request)
            var json = JSONWriter(capacity: 1024 * (results.hits.count + 1))
            SearchEnvelope(results, milliseconds: request.elapsedMilliseconds, fields: query.fields)
                .write(to: &json)
            return Representation.Contents(bytes: json.bytes, isLasting: results.embeddingFailure == nil)
        }
    }

    /// What a request without a query gets: how to ask.
    private static func guide(_ service: SearchService) -> ServiceResponse {
        .json { json in
            SearchEnvelope.writeGuide(
                version: fdnixVersion, runtime: service.configuration.runtime,
                isLoaded: (try? service.snapshot()) != nil, to: &json)
        }
    }
}

extension QueryParameters {
    /// The parameters that ask a server for `query`: what the search route reads back as the same.
    public init(_ query: PackageQuery) {
        self.init()
        for (name, value) in query.parameters { append(name, value) }
    }
}

extension PackageQuery {
    /// The search that the parameters of a request ask for. Throws `badRequest` for a query that is too long, and for
    /// a field or a facet that does not exist.
    init(_ parameters: QueryParameters, defaultLimit: Int = 50) throws(ServiceError) {
        do throws(FdnixError) {
            try self.init(defaultLimit: defaultLimit, values: parameters.all)
        } catch {
            throw .badRequest(error.message)
        }
    }
}
