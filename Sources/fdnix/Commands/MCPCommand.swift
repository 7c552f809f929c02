import ArgumentParser
import Basics
import PackageSearch

/// `fdnix mcp`: the tools of a language model's agent, over standard input and output.
struct MCPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp", abstract: "Serve the Model Context Protocol on standard input and output.",
        discussion:
            "Two tools: search_packages and show_package. For an agent's configuration: {\"command\":\"fdnix\",\"args\":[\"mcp\"]}"
    )

    @OptionGroup var indexOptions: IndexOptions

    func run() throws {
        let server = MCPServer(PackageSearcher(try indexOptions.open()))
        var output = StandardOutput()
        try LineReader.forEachLine(of: "-") { line in
            guard !line.trimmed.isEmpty, let answer = server.respond(to: line) else { return }
            output.line(answer)
            output.flush()
        }
    }
}
