import Basics
import PackageSearch
import SearchEngine
import ServiceAPI

/// What every page has around its contents.
struct Layout {
    /// What the page shows: its name is the class of the body, which decides what is seen where.
    enum View: String {
        case home, list, split, detail, compare, shell, message
    }

    var view: View
    var title: String
    var state = PageState(QueryParameters())
    /// Nil where there is no index to speak of.
    var snapshot: IndexSnapshot?

    func write(to html: inout HTML, main: (inout HTML) -> Void) {
        html.element("html", .lang("en")) { html in
            html.element("head") { writeHead(to: &$0) }
            html.element("body", .class(view.rawValue)) { html in
                html.element("a", .class("skip"), .href(.own("#main")), text: "Skip to the contents")
                writeHeader(to: &html)
                html.element("main", .id("main"), .tabindex(-1)) { main(&$0) }
                writeBasket(to: &html)
                writeFooter(to: &html)
                html.element("p", .class("sr"), .id("status"), .role("status")) { _ in }
            }
        }
    }

    private func writeHead(to html: inout HTML) {
        html.void("meta", .charset("utf-8"))
        html.void("meta", .name("viewport"), .content("width=device-width, initial-scale=1"))
        html.element("title", text: title)
        html.void("meta", .name("description"), .content("Find any Nix package by name, program, typo or intent."))
        html.void("meta", .name("color-scheme"), .content("light dark"))
        html.void("meta", .name("theme-color"), .content("#f6f8f7"))
        html.void("link", .rel("icon"), .type("image/svg+xml"), .href(WebAsset.icon.link))
        html.void("link", .rel("manifest"), .href(.own("/manifest.webmanifest")))
        // The theme is known before anything is painted; it is a few hundred bytes and kept for good.
        html.element("script", .src(WebAsset.theme.link)) { _ in }
        html.void("link", .rel("stylesheet"), .href(WebAsset.style.link))
        html.element("script", .type("module"), .src(WebAsset.script.link)) { _ in }
    }

    private func writeHeader(to html: inout HTML) {
        html.element("header", .class("top")) { html in
            html.element("a", .class("brand"), .href(.own("/")), .aria("label", "fdnix, start page")) { html in
                html.element("span", .class("mark"), .aria("hidden", "true")) { _ in }
                html.element("span", text: "fdnix")
            }
            html.element("form", .id("search"), .role("search"), .method("get"), .action(.own("/"))) { html in
                html.element("label", .class("sr"), .for("q"), text: "Search Nix packages")
                html.void(
                    "input", .type("search"), .id("q"), .name("q"), .value(state.text),
                    .placeholder("a name, a program, or what it should do"), .autocomplete("off"),
                    .autocapitalize("off"), .spellcheck("false"), .enterkeyhint("search"),
                    .maxlength(PackageQuery.maximumLength), .autofocus(view == .home))
                html.element("kbd", .aria("hidden", "true"), text: "/")
                html.element("button", .class("go"), text: "Search")
            }
            html.element(
                "button", .type("button"), .id("theme"), .class("theme"), .aria("label", "Dark theme"),
                .aria("pressed", "false")
            ) { _ in }
        }
    }

    /// The picked packages: a form, so that the check boxes of the results work without script.
    private func writeBasket(to html: inout HTML) {
        html.element(
            "form", .id("picks"), .class("basket"), .method("get"), .action(.own("/shell")),
            .aria("label", "Picked packages")
        ) { html in
            html.element("ul", .aria("label", "Picked")) { _ in }
            html.element("button", .class("solid"), text: "Make a dev shell")
            html.element("button", .class("plain compare"), .formaction(.own("/compare")), text: "Compare")
            html.element("button", .type("button"), .class("plain clear"), text: "Clear")
        }
    }

    private func writeFooter(to html: inout HTML) {
        html.element("footer") { html in
            html.element("p", .class("keys"), .aria("label", "Keys")) { html in
                for (key, use) in [
                    ("/", "search"), ("↑ ↓", "move"), ("Enter", "open"), ("c", "copy"), ("p", "pick"), ("Esc", "back"),
                ] {
                    html.element("span") { html in
                        html.element("kbd", text: key)
                        html.text(" \(use)")
                    }
                }
            }
            html.element("p", .class("offline")) { html in
                html.element(
                    "button", .type("button"), .id("keep"), .class("plain"), .hidden(true), text: "Keep for offline use"
                )
                html.element("span", .id("kept")) { _ in }
            }
            html.element("p", .class("about-index")) { html in
                if let snapshot { Self.writeIndex(snapshot, to: &html) }
                html.element("a", .href(.own("/openapi.json")), text: "API")
                html.element("span", text: "fdnix \(fdnixVersion)")
            }
        }
    }

    private static func writeIndex(_ snapshot: IndexSnapshot, to html: inout HTML) {
        html.element("span", text: "\(snapshot.index.documentCount.grouped) packages")
        if let revision = snapshot.build.nixpkgsRevision { html.element("span", text: "nixpkgs \(revision.prefix(9))") }
        if let built = snapshot.build.builtAt { html.element("span", text: "indexed \(built.prefix(10))") }
    }
}
