import Basics
import PackageSearch
import SearchEngine
import ServiceAPI

/// `/`: the start page, or the results of a search.
enum SearchPage {
    static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ rest: String
    ) async throws -> ServiceResponse {
        let snapshot = try service.snapshot()
        let state = PageState(request.parameters)
        guard !state.isEmpty else {
            return await snapshot.answer(request, as: PageResponse.representation) {
                Representation.Contents(bytes: start(snapshot))
            }
        }
        let query = try state.packageQuery()
        return await snapshot.answer(request, as: PageResponse.representation) {
            let results = await service.search(query, on: snapshot, for: request)
            let layout = Layout(view: .list, title: title(state), state: state, snapshot: snapshot)
            let page = PageResponse.document { html in
                layout.write(to: &html) { html in
                    Panes.write(
                        to: &html, packages: snapshot.index.documentCount,
                        facets: FacetPanel(state: state, facets: results.facets).write,
                        results: ResultList(
                            state: state, results: results, milliseconds: request.elapsedMilliseconds
                        ).write)
                }
            }
            return Representation.Contents(bytes: page, isLasting: results.embeddingFailure == nil)
        }
    }

    private static func start(_ snapshot: IndexSnapshot) -> [UInt8] {
        PageResponse.document { html in
            let layout = Layout(view: .home, title: "fdnix – find any Nix package", snapshot: snapshot)
            layout.write(to: &html) { html in
                Panes.write(to: &html, packages: snapshot.index.documentCount)
            }
        }
    }

    private static func title(_ state: PageState) -> String {
        state.text.isEmpty ? "Packages – fdnix" : "\(state.text) – fdnix"
    }
}

/// The three parts of a search: filters, results, one package. They are there even when empty, so that script can fill
/// them without moving anything.
enum Panes {
    static func write(
        to html: inout HTML, packages: Int, facets: ((inout HTML) -> Void)? = nil,
        results: ((inout HTML) -> Void)? = nil,
        detail: ((inout HTML) -> Void)? = nil
    ) {
        // Seen on the start page only; elsewhere script shows it when the search is cleared.
        Welcome(packages: packages).write(to: &html)
        // The results come first: who cannot see the columns should not have to pass forty check boxes.
        html.element("section", .id("results"), .aria("labelledby", "results-title")) { results?(&$0) }
        html.element("aside", .id("filters"), .aria("label", "Filters")) { facets?(&$0) }
        html.element("section", .id("detail"), .aria("label", "Package")) { detail?(&$0) }
    }
}

/// What the start page says: what to type.
struct Welcome {
    let packages: Int

    private static let examples = [
        "convert video to gif", "rg", "pasword manager", "photoshop alternative", "kde plasma",
        "http client set:python313Packages",
    ]
    private static let categories = [
        "browsers", "editors", "games", "graphics", "multimedia", "networking", "office", "science", "security",
        "fonts",
    ]

    func write(to html: inout HTML) {
        html.element("section", .class("welcome")) { html in
            html.element("h1", text: "Say what you need.")
            html.element("p", .class("lead")) { html in
                html.element("strong", text: packages.grouped)
                html.text(" Nix packages, by name, by program, by a misspelt name, or by what they are good for.")
            }
            html.element("h2", text: "For example")
            html.element("ul", .class("examples")) { html in
                for text in Self.examples { html.element("li") { Self.link(text, text, to: &$0) } }
            }
            html.element("h2", text: "Or look around")
            html.element("ul", .class("categories")) { html in
                for name in Self.categories { html.element("li") { Self.link(name, "category:\(name)", to: &$0) } }
            }
        }
    }

    private static func link(_ text: String, _ query: String, to html: inout HTML) {
        var parameters = QueryParameters()
        parameters.append("q", query)
        html.element("a", .href(.own("/", query: parameters.encoded())), text: text)
    }
}
