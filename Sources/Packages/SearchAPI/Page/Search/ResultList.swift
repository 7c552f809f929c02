import Basics
import PackageSearch
import ServiceAPI

/// The results of a search: how many, the packages, the way to more of them. `results.js` makes the same elements.
struct ResultList {
    let state: PageState
    let results: PackageResults
    let milliseconds: Double

    func write(to html: inout HTML) {
        html.element("h1", .class("sr"), .id("results-title"), text: title)
        html.element("div", .class("count")) { html in
            html.element("p") { html in
                html.element("strong", text: results.total.grouped)
                if results.totalPackages == results.total {
                    html.text(results.total == 1 ? " package" : " packages")
                } else {
                    let answers = results.total == 1 ? "answer" : "answers"
                    html.text(" \(answers), \(results.totalPackages.grouped) packages")
                }
                html.element("span", .class("time"), text: Times.milliseconds(milliseconds))
            }
            html.element("a", .class("to-filters"), .href(.own("#filters")), text: "Filters")
        }
        writeChips(to: &html)
        if let note = results.queryNote { html.element("p", .class("query-note"), text: note) }
        let marker = Marker(state.text)
        html.element("ol", .class("hits"), .aria("labelledby", "results-title")) { html in
            for hit in results.hits { ResultRow(hit: hit, query: state.query, marker: marker).write(to: &html) }
        }
        if results.hits.isEmpty { writeNothing(to: &html) }
        if results.hidden > 0 { writeHidden(to: &html) }
        if results.embeddingFailure != nil {
            html.element("p", .class("hidden-note"), text: "Found by words alone: try again for what they mean.")
        }
        writePages(to: &html)
    }

    private var title: String { state.text.isEmpty ? "Packages" : "Packages for \(state.text)" }

    private func writeChips(to html: inout HTML) {
        let active = PageState.filters.flatMap { filter in
            state.values(filter.name).map { (filter.name, filter.title, $0) }
        }
        guard !active.isEmpty else { return }
        html.element("ul", .class("chips"), .aria("label", "Filters in use")) { html in
            for (name, title, value) in active {
                html.element("li") { html in
                    html.element(
                        "a", .href(.own("/", query: state.query(without: name, value))), .data("name", name),
                        .data("value", value)
                    ) { html in
                        html.element("span", .class("sr"), text: "Remove \(title): ")
                        html.text(value)
                        html.element("span", .class("cross"), .aria("hidden", "true"), text: "×")
                    }
                }
            }
        }
    }

    private func writeNothing(to html: inout HTML) {
        html.element("div", .class("nothing")) { html in
            html.element("p", text: results.total > 0 ? "There are no more results." : "Nothing found.")
            guard results.total == 0 else { return }
            html.element(
                "p", text: "Say what it should do, in other words or fewer; or take a filter away.")
        }
    }

    private func writeHidden(to html: inout HTML) {
        let (are, them) = results.hidden == 1 ? ("is", "it") : ("are", "them")
        html.element("p", .class("hidden-note")) { html in
            html.text("\(results.hidden.grouped) more \(are) broken, unfree or otherwise left out. ")
            html.element("a", .href(.own("/", query: state.queryWithEverything)), text: "Show \(them)")
        }
    }

    private func writePages(to html: inout HTML) {
        let (offset, size) = (state.offset, PageState.pageSize)
        // Not `offset + size`, which the largest offset would carry over the edge.
        let hasNext = offset < results.total && results.total - offset > size
        guard offset > 0 || hasNext else { return }
        html.element("nav", .class("pages"), .aria("label", "Pages of results")) { html in
            if offset > 0 {
                html.element(
                    "a", .rel("prev"), .href(.own("/", query: state.query(offset: max(0, offset - size)))),
                    text: "← Previous")
            }
            if !results.hits.isEmpty {
                html.element(
                    "span",
                    text: "\((offset + 1).grouped) – \((offset + results.hits.count).grouped)")
            }
            if hasNext {
                html.element(
                    "a", .rel("next"), .href(.own("/", query: state.query(offset: offset + size))), text: "Next →")
            }
        }
    }
}

/// One package among the results.
struct ResultRow {
    let hit: PackageHit
    let query: String
    let marker: Marker

    func write(to html: inout HTML) {
        let path = hit[.attributePath]
        html.element("li", .class("hit"), .data("path", path)) { html in
            html.element("h2") { html in
                html.element("a", .href(.package(path, query: query))) { marker.write(path, to: &$0) }
            }
            if !hit[.version].isEmpty { html.element("span", .class("version"), text: hit[.version]) }
            Badges.write(hit.flags, to: &html)
            if !hit[.description].isEmpty {
                html.element("p", .class("about")) { marker.write(hit[.description], to: &$0) }
            }
            writeFacts(to: &html)
            writeVariants(to: &html)
            Actions.write(hit, to: &html)
        }
    }

    /// The other variants, folded away: they are the same thing.
    private func writeVariants(to html: inout HTML) {
        let variants = hit.matchingVariants
        guard let first = variants.first else { return }
        html.element("details", .class("variants")) { html in
            let more = variants.count > 1 ? " and \(variants.count - 1) more" : ""
            html.element("summary", text: "also in \(first[.attributePath])\(more)")
            html.element("ul") { html in
                for variant in variants {
                    let path = variant[.attributePath]
                    html.element("li") { html in
                        html.element("a", .href(.package(path, query: query)), text: path)
                        html.element("span", .class("version"), text: variant[.version])
                    }
                }
            }
        }
    }

    private func writeFacts(to html: inout HTML) {
        html.element("ul", .class("facts"), .aria("label", "Facts")) { html in
            let program = hit[.mainProgram]
            if !program.isEmpty {
                html.element("li") { html in
                    html.text("runs ")
                    html.element("code", text: program)
                }
            }
            if !hit[.license].isEmpty { html.element("li", text: hit[.license]) }
            if hit.category != "misc" { html.element("li", text: hit.category) }
        }
    }
}

/// What can be done with a package in one click.
enum Actions {
    static func write(_ hit: PackageHit, to html: inout HTML) {
        let path = hit[.attributePath]
        html.element("div", .class("acts")) { html in
            html.element(
                "button", .type("button"), .class("copy"), .data("copy", Snippets([hit]).shell),
                .aria("label", "Copy the shell command for \(path)"), text: "Copy")
            pick(path, to: &html)
        }
    }

    /// A check box of the basket's form.
    static func pick(_ path: String, to html: inout HTML) {
        html.element("label", .class("pick")) { html in
            html.void("input", .type("checkbox"), .name("packages"), .value(path), .form("picks"))
            html.text("Pick")
            html.element("span", .class("sr"), text: " \(path)")
        }
    }
}
