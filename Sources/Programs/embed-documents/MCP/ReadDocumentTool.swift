import Basics
import DocumentStore
import Documents
import JSON
import MCP

/// `read_document`: the text of a document, some chunks at a time.
struct ReadDocumentTool: MCPTool {
    let name = "read_document"
    private let search: CorpusSearch

    init(_ search: CorpusSearch) { self.search = search }

    private static let maximumCount = 50
    private static let defaultCount = 10

    var description: JSONValue {
        Self.describe(
            name, "Read a document in its order: chunks that overlap a little, one JSON object a line.",
            required: ["source"],
            [
                "source": ["type": "string", "description": "its address, as list_documents says it"],
                "from": ["type": "integer", "minimum": 0, "default": 0, "description": "the first chunk"],
                "count": [
                    "type": "integer", "minimum": 1, "maximum": .integer(Int64(Self.maximumCount)),
                    "default": .integer(Int64(Self.defaultCount)),
                ],
                "model": search.modelSchema,
            ])
    }

    func call(_ arguments: JSONValue?) async throws -> String {
        let arguments = try ToolArguments(arguments, of: name, known: ["source", "from", "count", "model"])
        let source = try arguments.text("source", "s3://bucket/report.pdf")
        let model = try search.models.model(try arguments.texts("model").first)
        let first = try arguments.number("from", 0...Int(Int32.max)) ?? 0
        let count = try arguments.number("count", 1...Self.maximumCount) ?? Self.defaultCount
        let chunks = try await search.store.chunks(of: source, in: model.collection, from: first, count: count)
        guard !chunks.isEmpty else {
            let hint = first == 0 ? "list_documents tells which documents there are" : "the document ends before"
            throw FdnixError(.notFound, "there is no chunk \(first) of \(source.printable(onOneLine: true)): \(hint)")
        }
        var json = JSONWriter()
        for chunk in chunks { DocumentLine(chunk).write(to: &json) }
        return json.text + (chunks.count < count ? "end of the document" : "more from \(first + count)")
    }
}
