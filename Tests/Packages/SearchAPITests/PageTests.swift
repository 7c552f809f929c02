import HTTPTypes
import JSON
import PackageSearch
import SamplePackages
import ServiceAPI
import TestSupport
import Testing

@testable import SearchAPI

extension SearchService {
    /// The text of a page.
    fileprivate func page(_ target: String, status: Int = 200) async -> String {
        let response = await get(target)
        #expect(response.status == status, "\(target)")
        #expect(response[.contentType] == "text/html; charset=utf-8", "\(target)")
        return String(decoding: response.body, as: UTF8.self)
    }
}

@Suite struct PageTests {
    @Test func resultsAreInTheFirstAnswer() async throws {
        try await withService { service, _ in
            let page = await service.page("/?q=password")
            #expect(page.hasPrefix("<!doctype html><html lang=\"en\">"))
            #expect(page.contains(#"<li class="hit" data-path="keepassxc">"#))
            #expect(page.contains(#"href="/packages/pass?q=password""#))
            #expect(page.contains("1 more is broken, unfree or otherwise left out."))
            #expect(!page.contains(#"data-path="gopass""#))
            #expect(await service.page("/?q=password&include_broken=on").contains(#"data-path="gopass""#))
            #expect(await service.page("/?q=password&license=MIT").contains("Nothing found."))
        }
    }

    @Test func everyPageIsProtected() async throws {
        try await withService { service, _ in
            for target in ["/", "/?q=a", "/packages/ripgrep", "/packages/nope", "/compare?packages=pass", "/shell"] {
                let response = await service.get(target)
                #expect(response[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; script-src 'self'") == true)
                #expect(response[.referrerPolicy] == "no-referrer")
                let page = String(decoding: response.body, as: UTF8.self)
                #expect(!page.contains("style=") && !page.contains("<style") && !page.contains(" onclick"))
                // Scripts have an address and no text.
                #expect(page.split(separator: "<script").dropFirst().allSatisfy { $0.contains("\"></script>") })
            }
        }
    }

    @Test func aPackageTellsWhatIsKnown() async throws {
        try await withService { service, _ in
            let page = await service.page("/packages/ripgrep?q=search")
            #expect(page.contains(#"<body class="split">"#))
            #expect(page.contains("<h1 tabindex=\"-1\">ripgrep</h1>"))
            let source =
                "https://github.com/NixOS/nixpkgs/blob/0123456789abcdef0123456789abcdef01234567/pkgs/by-name/ri/ripgrep/package.nix#L12"
            #expect(page.contains(source))
            #expect(page.contains(#"<a href="https://github.com/alice" rel="noopener nofollow">Alice Example</a>"#))
            #expect(await service.page("/packages/ripgrep").contains(#"<body class="detail">"#))
            #expect(await service.page("/packages/RipGrep").contains("<h1 tabindex=\"-1\">ripgrep</h1>"))
            #expect(await service.page("/packages/none", status: 404).contains("There is no package of this name."))
        }
    }

    @Test func packagesMeetInAShellAndInATable() async throws {
        try await withService { service, _ in
            let shell = await service.page("/shell?packages=ripgrep,pass&packages=pass,nope")
            #expect(shell.contains(#"data-copy="nix shell nixpkgs#ripgrep nixpkgs#pass""#))
            #expect(shell.contains("Not in this index: nope"))
            let table = await service.page("/compare?packages=ripgrep,pass,gopass,keepassxc")
            #expect(table.contains("The first 3 of 4."))
            #expect(table.split(separator: "<th scope=\"col\">").count == 4)
            #expect(await service.page("/compare").contains("Pick two or three packages"))
        }
    }

    @Test func pagesFollowOneAnotherWithoutScript() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/fdnix.idx"
            let packages = (0..<75).map { i in Sample("tool\(i)") { $0.description = "A tool like any other" } }
            try writeIndex(packages, to: path)
            let service = SearchService(IndexSource(path: path, searchers: 1, interval: .zero))
            var target = "/?q=tool"
            var seen: [Substring] = []
            for number in 0..<3 {
                let page = await service.page(target)
                seen += page.split(separator: "data-path=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
                #expect(page.contains("rel=\"prev\"") == (number > 0))
                guard let next = page.split(separator: #"<a rel="next" href=""#).dropFirst().first else { break }
                target = String(next.prefix { $0 != "\"" }).split(separator: "&amp;").joined(separator: "&")
            }
            #expect(seen.count == 75 && Set(seen).count == 75)
            #expect(await service.page("/?q=tool&offset=9000000000000000000").contains("There are no more results."))
        }
    }

    @Test func pagesAndFilesAreAskedAboutOnce() async throws {
        try await withService { service, _ in
            for target in ["/", "/?q=pass", "/packages/pass", "/offline.json", "/sw.js"] {
                let response = await service.get(target)
                #expect(response[.cacheControl] == "no-cache", "\(target)")
                let tag = try #require(response[.eTag])
                #expect(await service.get(target, headers: [.ifNoneMatch: tag]).status == 304, "\(target)")
            }
            #expect(await service.get("/?q=pass")[.eTag] != service.get("/?q=rg")[.eTag])
            let style = await service.get(WebAsset.style.link.text)
            #expect(style[.cacheControl]?.contains("immutable") == true)
            #expect(await service.get("/assets/style.css?v=other")[.cacheControl] == "no-cache")
        }
    }

    @Test func anAddressHasOneSpelling() {
        let state = PageState(
            QueryParameters(
                parsing: "license=MIT&x=1&q=+a+b+&license=MIT&set=s&include_broken=0&include_unfree=yes&offset=-3"))
        #expect(state.query == "q=a%20b&license=MIT&set=s&include_unfree=1")
        #expect(state.query(without: "license", "MIT") == "q=a%20b&set=s&include_unfree=1")
        #expect(state.query(offset: 30).hasSuffix("&offset=30"))
        #expect(!state.isEmpty && PageState(QueryParameters(parsing: "include_broken=1")).isEmpty)
    }

    @Test func theCatalogueHasTheTopLevel() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/fdnix.idx"
            let long = String(repeating: "word ", count: 40) + "end"
            let packages = [
                Sample("one") { $0.program = "one" }, Sample("set.nested") { $0.flags = .nested },
                Sample("two") { $0.description = "in two\nlines" }, Sample("three") { $0.description = long },
            ]
            try writeIndex(packages, to: path)
            let service = SearchService(IndexSource(path: path, searchers: 1, interval: .zero))
            let catalogue = try await service.json("/offline.json")
            func column(_ name: String) -> [String] {
                catalogue[name]?.string?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? []
            }
            #expect(Set(column("paths")) == ["one", "two", "three"])
            #expect(catalogue["count"]?.int == 3 && catalogue["total"]?.int == 4)
            for name in ["versions", "programs", "licenses", "descriptions", "flags"] {
                #expect(column(name).count == 3)
            }
            #expect(Set(column("programs")) == ["=", ""])
            #expect(column("descriptions").contains("in two lines"))
            #expect(column("descriptions").allSatisfy { $0.count <= 91 })
        }
    }

    @Test func withoutAnIndexThePageSaysSo() async {
        let service = SearchService(IndexSource(path: "/nonexistent/fdnix.idx", searchers: 1))
        #expect(await service.page("/?q=x", status: 503).contains("Index not loaded"))
    }

    @Test(arguments: [
        (0, "0.00 ms"), (0.016, "0.02 ms"), (12.3, "12.30 ms"), (-1, "0.00 ms"), (1e300, "1000000000.00 ms"),
    ])
    func timesHaveTwoDecimals(milliseconds: Double, text: String) { #expect(Times.milliseconds(milliseconds) == text) }

    @Test(arguments: [
        ("rg", "<mark>rg</mark> xrg rgx"), ("Video GIF", "rg xrg rgx"), ("rgx", "rg xrg <mark>rgx</mark>"),
    ])
    func wordsAreMarkedAtTheirBeginnings(query: String, marked: String) {
        var html = HTML()
        Marker(query).write("rg xrg rgx", to: &html)
        #expect(String(decoding: html.bytes, as: UTF8.self) == marked)
    }
}
