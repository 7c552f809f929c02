import ArgumentParser
import Basics
import MCP

/// `embed-documents mcp`: the documents as tools of a language model's agent, over standard input and output.
struct MCPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp", abstract: "Serve the Model Context Protocol on standard input and output.",
        discussion: """
            Three tools: search_documents, list_documents and read_document. For an agent's configuration: \
            {"command":"embed-documents","args":["mcp"]}
            """)

    @OptionGroup var data: DataOptions

    func run() async throws {
        let search = try await Workshop(data.environment()).search()
        let server = MCPServer(
            name: "embed-documents", instructions: "Finds passages of the user's documents, lists and reads them.",
            tools: [SearchDocumentsTool(search), ListDocumentsTool(search), ReadDocumentTool(search)])
        var output = StandardOutput()
        try await server.run(DescriptorInput(descriptor: 0, name: "standard input"), &output)
    }
}
