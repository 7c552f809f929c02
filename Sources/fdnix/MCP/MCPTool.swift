import Basics
import JSON
import PackageSearch

/// Something that a model may call.
protocol MCPTool {
    var name: String { get }
    /// Name, purpose and JSON Schema of the arguments, as `tools/list` tells them.
    var description: JSONValue { get }
    /// Answers a call. Throws `FdnixError` with what the model should do differently.
    func call(_ arguments: JSONValue) throws -> String
}

extension MCPTool {
    static func describe(_ name: String, _ about: String, _ schema: String) -> JSONValue {
        .object([
            "name": .string(name), "description": .string(about),
            "inputSchema": (try? JSONValue.parse(schema)) ?? .object(["type": .string("object")]),
            "annotations": .object(["readOnlyHint": .bool(true), "openWorldHint": .bool(false)]),
        ])
    }
}

/// `search_packages`: few keys a package, because every one of them costs its reader.
struct SearchTool: MCPTool {
    let name = "search_packages"
    private let searcher: PackageSearcher

    init(_ searcher: PackageSearcher) { self.searcher = searcher }

    var description: JSONValue {
        Self.describe(
            name, "Search Nix packages by name, program, typo or intent. Best first, one JSON object a line.",
            #"""
            {"type":"object","required":["query"],"additionalProperties":false,"properties":{
            "query":{"type":"string","maxLength":512,"description":"e.g. ripgrep, 'convert video to gif', 'photoshop alternative'"},
            "limit":{"type":"integer","minimum":1,"maximum":50,"default":10},
            "platform":{"type":"string","description":"e.g. x86_64-linux"},
            "set":{"type":"string","description":"e.g. python313Packages, or top-level"},
            "license":{"type":"string"},"include_unfree":{"type":"boolean"},"include_broken":{"type":"boolean"}}}
            """#)
    }

    private static let fields: Set<String> = ["attributePath", "version", "description", "mainProgram", "license"]

    func call(_ arguments: JSONValue) throws -> String {
        guard let text = arguments["query"]?.string, !text.trimmed.isEmpty else {
            throw FdnixError(.usage, "query must be a text that is not empty")
        }
        guard text.count <= PackageQuery.maximumLength else {
            throw FdnixError(.usage, "query is longer than \(PackageQuery.maximumLength) characters")
        }
        var query = PackageQuery(text)
        query.limit = min(max(Int(clamping: arguments["limit"]?.int ?? 10), 1), 50)
        query.platforms = [arguments["platform"]?.string].compactMap { $0 }
        query.sets = [arguments["set"]?.string].compactMap { $0 }
        query.licenses = [arguments["license"]?.string].compactMap { $0 }
        query.includeUnfree = arguments["include_unfree"]?.bool
        query.includeBroken = arguments["include_broken"]?.bool
        let results = searcher.search(query)
        var json = JSONWriter()
        for hit in results.hits {
            hit.write(to: &json, fields: Self.fields)
            json.newline()
        }
        return json.text + "\(results.hits.count) of \(results.total)" + (results.note.map { "; \($0)" } ?? "")
    }
}

/// `show_package`: everything about one.
struct ShowTool: MCPTool {
    let name = "show_package"
    private let searcher: PackageSearcher

    init(_ searcher: PackageSearcher) { self.searcher = searcher }

    var description: JSONValue {
        Self.describe(
            name, "Show one Nix package in full: programs, licences, platforms, maintainers, source file, variants.",
            #"""
            {"type":"object","required":["attribute_path"],"additionalProperties":false,"properties":{
            "attribute_path":{"type":"string","description":"e.g. ripgrep or python313Packages.numpy"}}}
            """#)
    }

    func call(_ arguments: JSONValue) throws -> String {
        guard let path = arguments["attribute_path"]?.string, !path.isEmpty else {
            throw FdnixError(.usage, "attribute_path must be a text, such as ripgrep")
        }
        return String(decoding: try searcher.detail(path), as: UTF8.self)
    }
}
