import ArgumentParser
import Basics
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
        let server = MCPServer(try PackageSearcher(index), try IndexOptions.embedding(of: index))
        var output = StandardOutput()
        let input = DescriptorInput(descriptor: 0, name: "standard input")
        for try await message in MessageLines(of: input) {
            guard let answer = await server.respond(to: message) else { continue }
            try output.line(answer)
            try output.flush()
        }
    }
}
