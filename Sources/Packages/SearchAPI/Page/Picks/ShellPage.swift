import PackageSearch
import ServiceAPI

/// `/shell?packages=…`: the picked packages as one development shell.
enum ShellPage {
    static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ rest: String
    ) async throws -> ServiceResponse {
        let snapshot = try service.snapshot()
        return await snapshot.answer(request, as: PageResponse.representation) {
            let picked = PickedPackages(request.parameters, snapshot)
            let page = PageResponse.document { html in
                Layout(view: .shell, title: "A dev shell – fdnix", snapshot: snapshot).write(to: &html) { html in
                    html.element("article", .class("package")) { write(picked, to: &$0) }
                }
            }
            return Representation.Contents(bytes: page)
        }
    }

    private static func write(_ picked: PickedPackages, to html: inout HTML) {
        html.element("header") { html in
            html.element("h1", text: "One dev shell")
            picked.writeMissing(to: &html)
            guard !picked.hits.isEmpty else {
                picked.writeNothing("Pick some packages among the results, and they meet here in one shell.", to: &html)
                return
            }
            html.element("ul", .class("similar")) { html in
                for hit in picked.hits {
                    html.element("li") { html in
                        html.element("a", .href(.package(hit[.attributePath])), text: hit[.attributePath])
                        html.element("span", text: hit[.description])
                    }
                }
            }
        }
        guard !picked.hits.isEmpty else { return }
        let snippets = Snippets(picked.hits)
        html.element("section") { html in
            html.element("h2", text: "Now, for once")
            SnippetView.line("With flakes", snippets.shell, to: &html)
            SnippetView.line("Without flakes", snippets.classicShell, to: &html)
        }
        html.element("section") { html in
            html.element("h2", text: "For a project")
            SnippetView.block("flake.nix, then: nix develop", snippets.flake, to: &html)
            SnippetView.block("shell.nix, then: nix-shell", snippets.shellFile, to: &html)
        }
    }
}
