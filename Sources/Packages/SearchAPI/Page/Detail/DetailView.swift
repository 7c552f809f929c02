import Basics
import PackageSearch
import ServiceAPI

/// Everything about one package, as a page of its own or beside the results. `detail.js` makes the same elements.
struct DetailView {
    let detail: PackageDetail
    let state: PageState
    private var hit: PackageHit { detail.hit }

    func write(to html: inout HTML) {
        let path = hit[.attributePath]
        let facts = PackageFacts(detail: detail)
        html.element("article", .class("package"), .data("path", path)) { html in
            html.element("header") { html in
                html.element("a", .class("back"), .href(.own("/", query: state.query))) { html in
                    html.text(state.isEmpty ? "Search" : "Results")
                }
                html.element("h1", .tabindex(-1), text: path)
                if !hit[.version].isEmpty { html.element("span", .class("version"), text: hit[.version]) }
                Badges.write(hit.flags, to: &html)
                if !hit[.description].isEmpty { html.element("p", .class("lead"), text: hit[.description]) }
                html.element("div", .class("acts")) { Actions.pick(path, to: &$0) }
            }
            writeVulnerabilities(facts.vulnerabilities, to: &html)
            writeSnippets(to: &html)
            if !hit[.longDescription].isEmpty {
                section("About", to: &html) {
                    $0.element("div", .class("long")) { Markdown.write(hit[.longDescription], to: &$0) }
                }
            }
            section("Facts", to: &html) { writeFacts(facts.all, to: &$0) }
            writeVariants(to: &html)
            writeSimilar(to: &html)
        }
    }

    private func section(_ title: String, to html: inout HTML, body: (inout HTML) -> Void) {
        html.element("section") { html in
            html.element("h2", text: title)
            body(&html)
        }
    }

    private func writeVulnerabilities(_ list: [String], to html: inout HTML) {
        guard !list.isEmpty else { return }
        html.element("section", .class("warning")) { html in
            html.element("h2", text: "Known vulnerabilities")
            html.element("ul") { html in
                for item in list { html.element("li", text: item) }
            }
        }
    }

    private func writeSnippets(to html: inout HTML) {
        let snippets = Snippets([hit])
        section("Get it", to: &html) { html in
            for line in snippets.lines(hasProgram: !hit[.mainProgram].isEmpty) {
                SnippetView.line(line.label, line.code, to: &html)
            }
            html.element("details") { html in
                html.element("summary", text: "A flake with a development shell")
                SnippetView.block("flake.nix", snippets.flake, to: &html)
            }
        }
    }

    private func writeFacts(_ facts: [(title: String, items: [PackageFacts.Item])], to html: inout HTML) {
        html.element("dl", .class("facts-table")) { html in
            for fact in facts {
                html.element("div") { html in
                    html.element("dt", text: fact.title)
                    for item in fact.items { html.element("dd") { FactView.write(item, to: &$0) } }
                }
            }
        }
    }

    private func writeVariants(to html: inout HTML) {
        guard !detail.variants.isEmpty else { return }
        section("Other versions", to: &html) { html in
            html.element("ul", .class("versions")) { html in
                for variant in detail.variants {
                    html.element("li") { html in
                        html.element(
                            "a", .href(.package(variant[.attributePath], query: state.query)),
                            text: variant[.attributePath])
                        html.element("span", .class("version"), text: variant[.version])
                    }
                }
            }
        }
    }

    private func writeSimilar(to html: inout HTML) {
        guard !detail.similar.isEmpty else { return }
        section("Similar packages", to: &html) { html in
            html.element("ul", .class("similar")) { html in
                for other in detail.similar {
                    html.element("li") { html in
                        html.element(
                            "a", .href(.package(other[.attributePath], query: state.query)),
                            text: other[.attributePath])
                        html.element("span", text: other[.description])
                    }
                }
            }
        }
    }
}

/// Writes one fact of a package, as a link where it leads somewhere.
enum FactView {
    static func write(_ item: PackageFacts.Item, to html: inout HTML) {
        func label(_ html: inout HTML) {
            if item.isCode { html.element("code", text: item.text) } else { html.text(item.text) }
        }
        guard let link = item.link else { return label(&html) }
        // Another site is told nothing of this one (the referrer policy), and gets no hold of its window.
        let isElsewhere = !link.text.hasPrefix("/")
        html.element("a", .href(link), .rel(isElsewhere ? "noopener nofollow" : nil)) { label(&$0) }
    }
}

/// Writes a command or a file, with a button that copies it.
enum SnippetView {
    static func line(_ label: String, _ code: String, to html: inout HTML) {
        html.element("div", .class("snippet")) { html in
            html.element("span", .class("what"), text: label)
            html.element("code") { html in
                // Each word is an element, so that lines break between words and not inside an option.
                for (i, word) in code.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                    if i > 0 { html.text(" ") }
                    html.element("span", text: String(word))
                }
            }
            button(label, code, to: &html)
        }
    }

    static func block(_ label: String, _ code: String, to html: inout HTML) {
        html.element("div", .class("snippet block")) { html in
            html.element("span", .class("what"), text: label)
            html.element("pre", .tabindex(0), .role("region"), .aria("label", label)) { $0.element("code", text: code) }
            button(label, code, to: &html)
        }
    }

    private static func button(_ label: String, _ code: String, to html: inout HTML) {
        html.element(
            "button", .type("button"), .class("copy"), .data("copy", code), .aria("label", "Copy: \(label)"),
            text: "Copy")
    }
}
