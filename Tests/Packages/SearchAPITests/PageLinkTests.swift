import Basics
import ServiceAPI
import TestSupport
import Testing

@testable import SearchAPI

@Suite struct PageLinkTests {
    @Test func accountsAreLinksOnlyWhereTheyCanBeAccounts() {
        #expect(Link.gitHub("some-one1")?.text == "https://github.com/some-one1")
        for name in ["", "../x", "a/b", "a?b", "é", "a b", String(repeating: "a", count: 40)] {
            #expect(Link.gitHub(name) == nil, "\(name)")
        }
    }

    @Test func linksToPackagesStayInTheirPath() {
        let pieces = [
            "<", "\"", "&", "\u{0}", "\u{202E}", "\n", "=", "/", "?", "#", "%2F", " ", "a", "é", "漢", "🦊", "..",
        ]
        var random = SplitMix(2)
        for _ in 0..<500 {
            let name = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let path = Link.package(name, query: "q=x").text
            #expect(path.hasPrefix("/packages/") && path.hasSuffix("?q=x"))
            let rest = path.dropFirst("/packages/".count).dropLast(4)
            #expect(!rest.contains("/") && !rest.contains("?") && !rest.contains("#"))
            #expect(PercentEncoding.decode(rest) == name)
        }
    }
}
