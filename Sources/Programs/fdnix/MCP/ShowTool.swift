import Basics
import JSON
import MCP
import PackageSearch

/// `show_package`: everything about one.
struct ShowTool: MCPTool {
    let name = "show_package"
    private let searcher: PackageSearcher

    init(_ searcher: PackageSearcher) { self.searcher = searcher }

    var description: JSONValue {
        Self.describe(
            name, "Show one Nix package in full: programs, licences, platforms, maintainers, source file, variants.",
            required: ["attribute_path"],
            [
                "attribute_path": .object([
                    "type": "string", "description": "e.g. ripgrep or python313Packages.numpy",
                ])
            ])
    }

    func call(_ arguments: JSONValue?) async throws -> String {
        let arguments = try ToolArguments(arguments, of: name, known: ["attribute_path"])
        let path = try arguments.text("attribute_path", "ripgrep")
        return String(decoding: try searcher.detail(path), as: UTF8.self)
    }
}
