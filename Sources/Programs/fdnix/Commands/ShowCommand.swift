import ArgumentParser
import Basics
import JSON
import PackageSearch
import SearchEngine

/// `fdnix show`: one package in full.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one package.")

    @Argument(help: "The attribute path, such as ripgrep, python313Packages.numpy or what you pasted: nixpkgs#ripgrep.")
    var attribute: String
    @Flag(help: "Print the API's JSON object of the package.")
    var json = false
    @OptionGroup var source: ResultSource

    func run() async throws {
        let detail =
            if let server = try source.server() {
                try await server.package(attribute)
            } else {
                try PackageSearcher(try source.indexOptions.open()).detail(attribute)
            }
        var output = StandardOutput()
        if try json || Environment.bool("FDNIX_JSON") ?? false {
            try output.write(detail)
            try output.line()
        } else {
            try PackageText(detail: detail).write(to: &output)
        }
        try output.flush()
    }
}

/// `fdnix preview`: what `show` prints, for the preview window of fzf or television.
struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Show one package, for the preview window of fzf.")

    @Argument(help: "A line of `fdnix print`, or an attribute path.")
    var attribute: String
    @OptionGroup var indexOptions: IndexOptions

    func run() throws {
        // A line of `print` begins with the attribute path.
        let path = attribute.split(separator: " ").first.map(String.init) ?? attribute
        var output = StandardOutput()
        try PackageText(detail: PackageSearcher(try indexOptions.open()).detail(path)).write(to: &output)
        try output.flush()
    }
}

/// `fdnix print`: every package, a line each, for fzf and television.
struct PrintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Print every attribute path, version and description, a line each.",
        discussion: "fdnix print | fzf --preview 'fdnix preview {1}'")

    @OptionGroup var indexOptions: IndexOptions

    func run() throws {
        let index = try indexOptions.open()
        var output = StandardOutput()
        for document in 0..<index.documentCount {
            let fields = [PackageField.attributePath, .version, .description].map {
                index.stored(document, $0.rawValue)
            }
            try output.line(fields.filter { !$0.isEmpty }.joined(separator: "  "))
        }
        try output.flush()
    }
}

extension PackageSearcher {
    /// The API's detail of the package with this attribute path, or an error that names near ones.
    func detail(_ attributePath: String) throws -> [UInt8] {
        guard let hit = package(attributePath) else {
            var query = PackageQuery(attributePath)
            query.limit = 3
            query.semantic = false
            let results = search(query)
            let near = results.hits.map { $0[.attributePath] }.joined(separator: ", ")
            let note = results.queryNote.map { "; \($0)" } ?? ""
            throw FdnixError(
                .notFound, "no package \"\(attributePath)\"\(note)\(near.isEmpty ? "" : "; did you mean \(near)?")")
        }
        var json = JSONWriter()
        PackageDetail(
            hit, similar: similar(to: hit, limit: PackageDetail.similarCount),
            revision: BuildInfo(index: index).nixpkgsReference
        ).write(to: &json)
        return json.bytes
    }
}
