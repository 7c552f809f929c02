import Basics
import DocumentStore
import Documents
import JSON
import MCP

/// `list_documents`: the addresses of all documents, a page at a time.
struct ListDocumentsTool: MCPTool {
    let name = "list_documents"
    private let search: CorpusSearch

    init(_ search: CorpusSearch) { self.search = search }

    private static let pageSize = 100

    var description: JSONValue {
        Self.describe(
            name, "List the documents that can be searched, \(Self.pageSize) a page, one address a line.", required: [],
            [
                "after": ["type": "string", "description": "the last address of the page before"],
                "model": search.modelSchema,
            ])
    }

    func call(_ arguments: JSONValue?) async throws -> String {
        let arguments = try ToolArguments(arguments, of: name, known: ["after", "model"])
        let model = try search.models.model(try arguments.texts("model").first)
        let sources = try await search.store.sources(
            in: model.key, after: try arguments.texts("after").first, limit: Self.pageSize)
        let lines = sources.map { $0.printable(onOneLine: true) + "\n" }.joined()
        return lines + (sources.count < Self.pageSize ? "end of the list" : "more after the last one")
    }
}
