import ArgumentParser
import Basics
import JSON
import PackageSearch
import SearchIndex

/// `fdnix show`: one package in full.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one package.")

    @Argument(help: "The attribute path, such as ripgrep or python313Packages.numpy.")
    var attribute: String
    @Flag(help: "Print the search API's JSON object of the package.")
    var json = false
    @OptionGroup var indexOptions: IndexOptions

    func run() throws {
        let hit = try find(attribute, indexOptions)
        var output = StandardOutput()
        if try json || Defaults.bool("JSON") ?? false {
            var writer = JSONWriter()
            hit.write(to: &writer)
            output.write(writer.bytes)
            output.line()
        } else {
            PackageText(hit).write(to: &output)
        }
        output.flush()
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
        let hit = try find(attribute.split(separator: " ").first.map(String.init) ?? attribute, indexOptions)
        var output = StandardOutput()
        PackageText(hit).write(to: &output)
        output.flush()
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
            output.line(fields.filter { !$0.isEmpty }.joined(separator: "  "))
        }
        output.flush()
    }
}

/// The package, or an error that names near ones.
private func find(_ attribute: String, _ options: IndexOptions) throws -> PackageHit {
    let searcher = PackageSearcher(try options.open())
    if let hit = searcher.package(attribute) { return hit }
    var query = PackageQuery(attribute)
    query.limit = 3
    let near = searcher.search(query).hits.map { $0[.attributePath] }.joined(separator: ", ")
    throw FdnixError(
        .notFound, "no package \"\(attribute)\"\(near.isEmpty ? "" : "; did you mean \(near)?")")
}
