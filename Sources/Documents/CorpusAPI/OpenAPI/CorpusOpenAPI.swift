import Basics
import DocumentStore
import Documents
import HTTPTypes
import JSON
import ServiceAPI

/// `GET /openapi.json`: what the service takes and answers, for programs.
enum CorpusOpenAPI {
    static let route = CorpusRoute(name: "openapi", summary: "This description.") { _, _ in document }

    private static let document = ServiceResponse.json { $0.value(description) }

    private static let description: JSONValue = [
        "openapi": "3.1.0",
        "info": [
            "title": "Search of documents", "version": .string(fdnixVersion),
            "description": "Finds the passages of documents that answer a question.",
        ],
        "paths": .object(paths),
        "components": ["schemas": .object(schemas)],
    ]

    /// The routes that take or answer JSON with a schema; `/`, its style, `/metrics` and this description have none.
    private static let paths: JSONObject = {
        var paths = JSONObject()
        for (path, route) in CorpusRoute.all.sorted(by: { $0.key < $1.key }) {
            guard let answer = route.answer else { continue }
            var operation: JSONObject = ["operationId": .string(route.name), "summary": .string(route.summary)]
            switch route.question {
            case .body?: operation["requestBody"] = ["required": true, "content": json(reference("Question"))]
            case .parameters?: operation["parameters"] = .array(parameters)
            case nil: break
            }
            operation["responses"] = responses(answer)
            paths[path] = .object([route.methods[0].rawValue.lowercased(): .object(operation)])
        }
        return paths
    }()

    /// The members of a question with their schemas.
    private static let fields: JSONObject = [
        "question": ["type": "string", "minLength": 1, "description": "The question, in words."],
        "modelRefKey": ["type": "string", "description": "The model's key; the first one where it is not there."],
        "limit": [
            "type": "integer", "minimum": .integer(Int64(CorpusQuestion.limits.lowerBound)),
            "maximum": .integer(Int64(CorpusQuestion.limits.upperBound)),
            "default": .integer(Int64(CorpusQuestion.defaultLimit)),
        ],
        "threshold": ["type": "number", "minimum": -1, "maximum": 1, "default": 0],
        "mode": ["enum": .array(ChunkQuery.Mode.allCases.map { .string($0.rawValue) })],
        "filter": ["type": "object", "description": "Conditions on metadata, such as {\"page\": {\"$gte\": 2}}."],
        "snippets": ["type": "boolean", "description": "Whether passages with marked words are wanted."],
    ]

    private static let parameters: [JSONValue] = fields.members.map { field in
        let names = ["question": "q", "modelRefKey": "model"]
        let text: JSONValue = ["type": "string", "contentMediaType": "application/json"]
        return .object([
            "name": .string(names[field.key] ?? field.key), "in": "query", "required": .bool(field.key == "question"),
            "schema": field.key == "filter" ? text : field.value,
        ])
    }

    private static let schemas: JSONObject = [
        "Question": .object(["type": "object", "required": ["question"], "properties": .object(fields)]),
        "Answer": object(["data": object(["documents": ["type": "array", "items": reference("Document")]])]),
        "Document": [
            "type": "object", "required": ["pageContent", "metadata", "score"],
            "properties": [
                "pageContent": ["type": "string"], "metadata": ["type": "object"], "score": ["type": "number"],
                "snippet": ["type": "array", "items": reference("SnippetPart")],
            ],
        ],
        "SnippetPart": [
            "type": "object", "required": ["text"],
            "properties": ["text": ["type": "string"], "marked": ["const": true]],
        ],
        "Health": object(["status": ["enum": ["healthy", "unhealthy"]]]),
        "Error": object(["error": ["type": "string"], "message": ["type": "string"]]),
    ]

    private static func object(_ properties: JSONObject) -> JSONValue {
        [
            "type": "object", "required": .array(properties.keys.map { .string($0) }),
            "properties": .object(properties),
        ]
    }

    private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

    private static func json(_ schema: JSONValue) -> JSONValue { ["application/json": ["schema": schema]] }

    private static func responses(_ schema: String) -> JSONValue {
        [
            "200": ["description": "The answer.", "content": json(reference(schema))],
            "400": ["description": "The question cannot be understood.", "content": json(reference("Error"))],
            "503": ["description": "The model or the store does not answer.", "content": json(reference("Error"))],
        ]
    }
}
