import Basics
import Embedding
import JSON
import PackageSearch
import SamplePackages
import SearchEngine
import ServiceAPI
import StaticEmbedding
import TestSupport

@testable import SearchAPI

/// What the server's pages are made of: `Fixtures/page.json`, which the page's script must reproduce, too.
///
/// Each line of the file is a case: what goes in, as the API answers it, and what must come out.
struct PageFixture {
    /// The cases of a kind, in the order of the file.
    let sections: [(name: String, cases: [JSONValue])]

    init() throws {
        let index = try Self.index()
        let searcher = try PackageSearcher(index)
        sections = try [
            ("states", Self.states.map(Self.state)),
            ("links", Self.links.map { ["address": .string($0), "isLink": .bool(Link(web: $0) != nil)] }),
            ("marks", Self.marks.map(Self.mark)),
            ("snippets", Self.picks.map(Self.snippets)),
            ("lists", Self.lists.map { try Self.list($0, searcher) }),
            ("packages", Self.details.map { try Self.detail($0, searcher) }),
        ]
    }

    /// The text of the file: ASCII alone, so that nothing in it turns the direction of what an editor shows.
    var text: String {
        let parts = sections.map { section in
            "\"\(section.name)\":[\n\(section.cases.map(\.description).joined(separator: ",\n"))\n]"
        }
        let units = "{\(parts.joined(separator: ",\n"))}\n".utf16
        return units.map { unit in
            unit < 0x7F ? String(UnicodeScalar(UInt8(unit))) : "\\u\(unit.hexadecimal)"
        }.joined()
    }

    /// Where the file is, beside this one.
    static let path = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/Fixtures/page.json"

    private static func state(_ address: String) -> JSONValue {
        let state = PageState(parameters(address))
        return ["address": .string(address), "query": .string(state.query)]
    }

    private static func mark(_ query: String, _ text: String) -> JSONValue {
        ["query": .string(query), "text": .string(text), "markup": markup { Marker(query).write(text, to: &$0) }]
    }

    private static func snippets(_ packages: [(String, PackageFlags)]) -> JSONValue {
        let snippets = Snippets(packages.map { (attributePath: $0.0, flags: $0.1) })
        let inputs = packages.map { path, flags -> JSONValue in
            [
                "attributePath": .string(path), "broken": .bool(flags.contains(.broken)),
                "unfree": .bool(flags.contains(.unfree)), "insecure": .bool(flags.contains(.insecure)),
            ]
        }
        return [
            "packages": .array(inputs), "shell": .string(snippets.shell), "run": .string(snippets.run),
            "classicShell": .string(snippets.classicShell), "system": .string(snippets.system),
            "flake": .string(snippets.flake),
        ]
    }

    private static func list(_ address: String, _ searcher: PackageSearcher) throws -> JSONValue {
        let state = PageState(parameters(address))
        let milliseconds = 1.25
        let outcome: QueryEmbedding.Outcome = state.text == failing ? .failed("out") : .nothing
        let results = searcher.search(PreparedQuery(try state.packageQuery(), on: searcher.index), outcome)
        return [
            "address": .string(address),
            "answer": try answer { SearchEnvelope(results, milliseconds: milliseconds).write(to: &$0) },
            "results": markup { ResultList(state: state, results: results, milliseconds: milliseconds).write(to: &$0) },
            "filters": markup { FacetPanel(state: state, facets: results.facets).write(to: &$0) },
        ]
    }

    private static func detail(_ address: String, _ searcher: PackageSearcher) throws -> JSONValue {
        let path = PercentEncoding.decode(address.dropFirst("/packages/".count).prefix { $0 != "?" })
        guard let hit = searcher.package(path) else { throw FdnixError(.notFound, "\(path) is not in the fixture") }
        let detail = PackageDetail(
            hit, similar: searcher.similar(to: hit, limit: 2), revision: "0123456789abcdef0123456789abcdef01234567")
        let state = PageState(parameters(address))
        return [
            "address": .string(address), "answer": try answer { detail.write(to: &$0) },
            "markup": markup { DetailView(detail: detail, state: state).write(to: &$0) },
        ]
    }

    private static func parameters(_ address: String) -> QueryParameters {
        QueryParameters(parsing: address.drop { $0 != "?" }.dropFirst())
    }

    private static func markup(_ write: (inout HTML) -> Void) -> JSONValue {
        var html = HTML()
        write(&html)
        return .string(String(decoding: html.bytes, as: UTF8.self))
    }

    /// What the API answers, without scores: pages do not show them, and the last digit may differ between machines.
    private static func answer(_ write: (inout JSONWriter) -> Void) throws -> JSONValue {
        var json = JSONWriter()
        write(&json)
        return withoutScores(try JSONValue.parse(json.bytes))
    }

    private static func withoutScores(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(withoutScores))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.filter { $0.key != "relevanceScore" }.map { .init($0.key, withoutScores($0.value)) })
            )
        default: value
        }
    }

    private static func index() throws -> SearchIndex {
        let model = try StaticModel.bundled()
        var builder = IndexBuilder(schema: .packages)
        builder.model = model.sections
        builder.dimension = model.dimension
        var documents = packages.map(\.document)
        for i in documents.indices {
            if packages[i].path.hasPrefix("editor_") { documents[i].group = "editor" }
            if packages[i].path == "ripgrep" { documents[i].facets[.team] = ["search", "rust"] }
            documents[i].vector = i
            builder.vectors += [Float](unsafeUninitializedCapacity: model.dimension) { vector, count in
                model.embed(packages[i].description, into: vector)
                count = model.dimension
            }
        }
        return try withTemporaryFile { path in
            try builder.write(documents, to: path)
            return try SearchIndex(bytes: ByteView(copying: FileSystem.read(path)), schema: .packages)
        }
    }
}
