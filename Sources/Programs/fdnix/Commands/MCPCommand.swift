import ArgumentParser
import Basics
import MCP
import PackageSearch

/// `fdnix mcp`: the tools of a language model's agent, over standard input and output.
struct MCPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp", abstract: "Serve the Model Context Protocol on standard input and output.",
        discussion:
            "Two tools: search_packages and show_package. For an agent's configuration: {\"command\":\"fdnix\",\"args\":[\"mcp\"]}"
    )

    @OptionGroup var indexOptions: IndexOptions

    func run() async throws {
        let index = try indexOptions.open()
        let searcher = try PackageSearcher(index)
        let server = MCPServer(
            name: "fdnix", instructions: "Finds Nix packages by name, program, typo or intent; offline.",
            tools: [SearchTool(searcher, try IndexOptions.embedding(of: index)), ShowTool(searcher)])
        var output = StandardOutput()
        try await server.run(DescriptorInput(descriptor: 0, name: "standard input"), &output)
    }
}
