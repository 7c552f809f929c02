import Basics
import TestSupport
import Testing

@testable import DocumentReaders

@Suite(.enabled(if: Libraries.areThere(for: "broken pages of HTML"))) struct LenientPageTests {
    private func page(_ html: String, _ limits: HTMLLimits = HTMLLimits()) throws -> PageText {
        try Array(html.utf8).withUnsafeBytes { try LenientPage.text($0, limits) }
    }

    private func text(_ html: String) throws -> String { String(decoding: try page(html).bytes, as: UTF8.self) }

    @Test func readsWhatGumboReads() throws {
        for html in [
            "<p>a</p><p>b</p>", "<div>a<div>b</div>c</div>", "a<br>b<br/>c", "<ul><li>a<li>b</ul>c",
            "a<b>b</b>c <i>d</i>",
            "<table><tr><td>a<td>b<tr><th>c</th><th>d</th></table>", "&lt;p&gt; &eacute;&#233;&#xe9; &euro;",
            "<style>p { x }</style><p>a", "a<script>b<\u{2F}script>c", "<p>日本語 é\u{301}</p>",
            "<html><head><title>t</title></head><body>x</body></html>",
        ] {
            let expected = try PageTextTests.text(html)
            #expect(try text(html) == String(decoding: expected.bytes, as: UTF8.self), "\(html)")
            #expect(try page(html).title == expected.title)
        }
    }

    /// Gumbo takes a time that grows with the square of this.
    @Test func readsWhatGumboGivesUp() throws {
        let deep = Array((String(repeating: "<div>", count: 30_000) + "<p>a<h1>b</h1>").utf8)
        let page = try deep.withUnsafeBytes { try HTMLParsing.text($0, HTMLLimits(treeBytes: 1 << 20)) }
        #expect(String(decoding: page.bytes, as: UTF8.self) == "a\nb")
        #expect(page.sections.map(\.header) == ["b"])
    }

    @Test func boundOfTime() throws {
        let error = #expect(throws: FdnixError.self) { try page("<p>a", HTMLLimits(parsingTime: .zero)) }
        #expect(error?.code == .malformedInput)
    }

    @Test func fuzz() throws {
        var random = SplitMix(9)
        let pieces = [
            "<p>", "</p>", "<b", ">", "<table>", "<td>", "</table>", "<select>", "<svg>", "</svg>", "<math>", "<a b='",
            "'",
            "<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "&", "&#x", "amp;", "<title>", "<pre>", "\0",
            "é", "x ",
            "<template>", "</template>", "<h1>", "</h1>", "<?x", "<!doctype html>", "<frameset>", "<plaintext>",
        ]
        for _ in 0..<TestSettings.fuzzIterations(1000) {
            let html = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            for page in [try page(html), try PageTextTests.text(html)] {
                #expect(String(validating: page.bytes, as: UTF8.self) != nil)
                #expect(!page.bytes.contains(0))
                #expect(page.sections.allSatisfy { $0.offset < page.bytes.count })
            }
        }
    }
}
