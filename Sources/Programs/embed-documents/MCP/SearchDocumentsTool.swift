import Basics
import DocumentStore
import Documents
import JSON
import MCP

/// `search_documents`: the passages that answer a question.
struct SearchDocumentsTool: MCPTool {
    let name = "search_documents"
    private let search: CorpusSearch

    init(_ search: CorpusSearch) { self.search = search }

    /// More than a model should read at once.
    private static let maximumLimit = 20

    var description: JSONValue {
        Self.describe(
            name,
            "Find passages of the documents that answer a question. Best first, one JSON object a line.",
            required: ["question"],
            [
                "question": ["type": "string", "description": "e.g. 'when does the lease of the office end?'"],
                "limit": [
                    "type": "integer", "minimum": 1, "maximum": .integer(Int64(Self.maximumLimit)),
                    "default": .integer(Int64(CorpusQuestion.defaultLimit)),
                ],
                "filter": [
                    "type": "object",
                    "description": "conditions on metadata, e.g. {\"source\": {\"$like\": \"%.pdf\"}}",
                ],
                "model": search.modelSchema,
            ])
    }

    func call(_ arguments: JSONValue?) async throws -> String {
        let arguments = try ToolArguments(arguments, of: name, known: ["question", "limit", "filter", "model"])
        var members: JSONObject = ["question": .string(try arguments.text("question", "when does the lease end?"))]
        members["limit"] = try arguments.number("limit", 1...Self.maximumLimit).map { .integer(Int64($0)) }
        members["filter"] = arguments.value("filter")
        members["modelRefKey"] = arguments.value("model")
        let answer = try await search.answer(try CorpusQuestion(json: .object(members), mode: .hybrid))
        var json = JSONWriter()
        for document in answer.documents {
            DocumentLine(document.chunk, score: document.chunk.score).write(to: &json)
        }
        return json.text + "\(answer.documents.count) found"
    }
}
