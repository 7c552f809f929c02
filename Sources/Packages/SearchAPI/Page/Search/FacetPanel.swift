import Basics
import PackageSearch
import SearchEngine
import ServiceAPI

/// The filters with their counts: controls of the search form, wherever they stand. `facets.js` makes the same.
struct FacetPanel {
    let state: PageState
    let facets: [FacetColumn: [FacetCount]]

    /// How many values are seen at first.
    static let shown = 7

    func write(to html: inout HTML) {
        for facet in PageState.facets { write(facet.name, facet.title, choices(facet.name, facet.column), to: &html) }
        for value in state.values("maintainer") {
            html.void("input", .type("hidden"), .form("search"), .name("maintainer"), .value(value))
        }
        html.element("fieldset") { html in
            html.element("legend", text: "Show as well")
            html.element("ul") { html in
                for item in PageState.switches {
                    writeChoice(item.name, "1", item.title, nil, isOn: state.isOn(item.name), to: &html)
                }
            }
        }
        html.element("button", .class("plain nojs"), .form("search"), text: "Apply filters")
    }

    private struct Choice {
        var value: String
        var label: String
        var count: Int?
        var isOn: Bool
    }

    /// What is chosen first, then what is frequent.
    private func choices(_ name: String, _ column: FacetColumn) -> [Choice] {
        let chosen = state.values(name)
        var left = chosen
        var on: [Choice] = []
        var off: [Choice] = []
        for count in (facets[column] ?? []).prefix(SearchEnvelope.facetLimit) {
            let value = PackageFacet.filterValue(count.value, of: column)
            let isOn = chosen.contains { $0.lowercased() == value.lowercased() }
            left.removeAll { $0.lowercased() == value.lowercased() }
            let choice = Choice(
                value: value, label: PackageFacet.label(count.value, of: column), count: count.count, isOn: isOn)
            if isOn { on.append(choice) } else { off.append(choice) }
        }
        return on + left.map { Choice(value: $0, label: $0, count: nil, isOn: true) } + off
    }

    private func write(_ name: String, _ title: String, _ choices: [Choice], to html: inout HTML) {
        guard !choices.isEmpty else { return }
        let shown = max(Self.shown, choices.filter(\.isOn).count)
        func list(_ choices: some Sequence<Choice>, to html: inout HTML) {
            html.element("ul") { html in
                for choice in choices {
                    writeChoice(name, choice.value, choice.label, choice.count, isOn: choice.isOn, to: &html)
                }
            }
        }
        html.element("fieldset", .data("facet", name)) { html in
            html.element("legend", text: title)
            list(choices.prefix(shown), to: &html)
            guard choices.count > shown else { return }
            html.element("details") { html in
                html.element("summary", text: "\(choices.count - shown) more")
                list(choices.dropFirst(shown), to: &html)
            }
        }
    }

    private func writeChoice(
        _ name: String, _ value: String, _ label: String, _ count: Int?, isOn: Bool, to html: inout HTML
    ) {
        html.element("li") { html in
            html.element("label") { html in
                html.void(
                    "input", .type("checkbox"), .form("search"), .name(name), .value(value), .checked(isOn))
                html.element("span", .class("label"), text: label)
                if let count { html.element("span", .class("n"), text: count.grouped) }
            }
        }
    }
}
