import DocumentStore
import Documents
import HTTPTypes
import ServiceAPI

/// `POST /corpus/search`, the search of the contract, and `GET /search?q=…`, the same by its address.
enum SearchRoutes {
    static let contract = CorpusRoute(
        name: "search", summary: "The chunks that answer a question best.", methods: [.post], question: .body,
        answer: "Answer"
    ) { service, request in
        try await answer(service, try CorpusQuestion(body: request.body))
    }

    static let query = CorpusRoute(
        name: "query", summary: "The chunks that answer the question q best, by words and meaning.",
        question: .parameters, answer: "Answer"
    ) { service, request in
        try await answer(service, try question(request.parameters))
    }

    /// The question that parameters ask; `q`, `model`, `limit`, `threshold`, `mode`, `filter`, `snippets`. Throws `usage`.
    static func question(_ parameters: QueryParameters) throws -> CorpusQuestion {
        var texts = ["question": parameters.first("q") ?? ""]
        texts["modelRefKey"] = parameters.first("model")
        for name in ["limit", "threshold", "mode", "filter", "snippets"] { texts[name] = parameters.first(name) }
        return try CorpusQuestion(texts: texts, mode: .hybrid)
    }

    private static func answer(_ service: CorpusService, _ question: CorpusQuestion) async throws -> ServiceResponse {
        let answer = try await service.search.answer(question)
        service.metrics.search()
        return ServiceResponse(type: "application/json", body: answer.json)
    }
}
