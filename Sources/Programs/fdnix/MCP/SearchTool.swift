import Basics
import Embedding
import JSON
import MCP
import PackageSearch

/// `search_packages`: few keys a package, because every one of them costs its reader.
struct SearchTool: MCPTool {
    let name = "search_packages"
    private let searcher: PackageSearcher
    private let embedding: QueryEmbedding?

    init(_ searcher: PackageSearcher, _ embedding: QueryEmbedding?) {
        self.searcher = searcher
        self.embedding = embedding
    }

    /// More than a model should read at once.
    private static let maximumLimit = 50
    private static let defaultLimit = 10
    /// The keys of each package.
    private static let fields: Set<String> = ["attributePath", "version", "description", "mainProgram", "license"]
    /// The search options that a model can use.
    private static let options: [SearchOption] = [
        .limit, .license, .category, .platform, .maintainer, .set, .includeBroken, .includeUnfree,
    ]

    var description: JSONValue {
        var properties: JSONObject = [
            "query": .object([
                "type": "string", "maxLength": .integer(Int64(PackageQuery.maximumLength)),
                "description": "e.g. ripgrep, 'convert video to gif', 'photoshop alternative'",
            ])
        ]
        for option in Self.options { properties[option.name] = Self.schema(of: option) }
        return Self.describe(
            name, "Search Nix packages by name, program, typo or intent. Best first, one JSON object a line.",
            required: ["query"], properties)
    }

    private static func schema(of option: SearchOption) -> JSONValue {
        let about = JSONValue.string(option.about)
        return switch option.kind {
        case .number:
            .object([
                "type": "integer", "minimum": 1, "maximum": .integer(Int64(maximumLimit)),
                "default": .integer(Int64(defaultLimit)), "description": about,
            ])
        case .flag: .object(["type": "boolean", "description": about])
        default: .object(["type": "string", "description": about])
        }
    }

    func call(_ arguments: JSONValue?) async throws -> String {
        let arguments = try ToolArguments(arguments, of: name, known: ["query"] + Self.options.map(\.name))
        let text = try arguments.text("query", "ripgrep")
        let query = try PackageQuery(
            defaultLimit: Self.defaultLimit,
            strictly: { option throws(FdnixError) in
                if option.name == SearchOption.query.name { return ("query", [text]) }
                guard Self.options.contains(where: { $0.name == option.name }) else { return (option.name, []) }
                return (option.name, try Self.values(of: option, in: arguments))
            })
        let prepared = PreparedQuery(query, on: searcher.index)
        let results = searcher.search(prepared, await embedding?.embed(prepared) ?? .nothing)
        var json = JSONWriter()
        for hit in results.hits {
            hit.write(to: &json, fields: Self.fields)
            json.newline()
        }
        return json.text + "\(results.hits.count) of \(results.total)" + (results.note.map { "; \($0)" } ?? "")
    }

    /// The values of an option, as parameters write them.
    private static func values(of option: SearchOption, in arguments: ToolArguments) throws(FdnixError) -> [String] {
        switch option.kind {
        case .number: try arguments.number(option.name, 1...maximumLimit).map { ["\($0)"] } ?? []
        case .flag: try arguments.flag(option.name).map { ["\($0)"] } ?? []
        default: try arguments.texts(option.name)
        }
    }
}
