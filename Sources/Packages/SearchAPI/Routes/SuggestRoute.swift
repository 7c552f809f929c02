import JSON
import PackageSearch
import ServiceAPI

/// `GET /v1/suggest`: names while they are typed.
enum SuggestRoute {
    static let route = Route(
        name: "suggest", path: "/v1/suggest", summary: "Packages while a name is being typed: few keys, words only.",
        parameters: [
            .init(name: "q", about: "What was typed so far.", schema: #"{"type":"string","maxLength":512}"#),
            .init(
                name: "limit", about: "How many, 1 to 200; anything else counts as 8.",
                schema: #"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#),
        ],
        schema: "Suggestions", errors: [304, 400, 503], handler: answer)

    private static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ rest: String
    ) async throws -> ServiceResponse {
        var query = try PackageQuery(request.parameters, defaultLimit: 8)
        let snapshot = try service.snapshot()
        query.semantic = false
        query.isCompletion = true
        return await snapshot.answer(request, as: .json) { [query] in
            let results = await snapshot.search(query)
            var json = JSONWriter(capacity: 256 * (results.hits.count + 1))
            json.object { json in
                json.member("query", results.query)
                json.arrayMember("suggestions") { json in
                    for hit in results.hits { hit.write(to: &json, fields: keys) }
                }
                json.member("query_time_ms", (request.elapsedMilliseconds * 1000).rounded() / 1000)
            }
            return Representation.Contents(bytes: json.bytes)
        }
    }

    private static let keys: Set<String> = [
        "attributePath", "packageName", "version", "description", "mainProgram",
    ]
}
