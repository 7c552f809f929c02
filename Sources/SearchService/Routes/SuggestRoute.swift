import JSON
import PackageSearch

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
    ) throws -> ServiceResponse {
        var query = try SearchParameters(request.parameters, defaultLimit: 8).query
        let snapshot = try service.snapshot()
        query.semantic = false
        query.isCompletion = true
        return snapshot.answer(request) {
            let results = snapshot.search(query)
            return .json(cache: EntityTag.cache) { json in
                json.object { json in
                    json.key("query")
                    json.string(results.query)
                    json.key("suggestions")
                    json.array { json in
                        for hit in results.hits { hit.write(to: &json, fields: keys) }
                    }
                    json.key("query_time_ms")
                    json.double((request.elapsedMilliseconds * 1000).rounded() / 1000)
                }
            }
        }
    }

    private static let keys: Set<String> = [
        "attributePath", "packageName", "version", "description", "mainProgram",
    ]
}
