import TestSupport
import Testing

@testable import ServiceAPI

@Suite struct HTMLTests {
    private static let pieces = [
        "<", ">", "\"", "'", "&", "&lt;", "</script>", "<script>", "-->", "]]>", "javascript:", "\u{0}", "\u{1B}",
        "\u{202E}",
        "\u{2066}", "\n", "\t", "=", "/", " ", "a", "onload=", "é", "漢", "🦊", "`", "{{", "\u{7F}", "\u{85}",
    ]

    private static func hostile(_ random: inout SplitMix) -> String {
        (0..<Int.random(in: 0..<12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    /// What a browser reads from escaped text.
    private static func read(_ text: some StringProtocol) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(String(text)) {
            text, pair in
            text.split(separator: pair.0, omittingEmptySubsequences: false).joined(separator: pair.1)
        }
    }

    private static func shown(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isTurning = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
                    let isControl = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
                    return isTurning || isControl ? "\u{FFFD}" : scalar
                }))
    }

    @Test func whateverTheTextNoMarkupComesOfIt() {
        var random = SplitMix(1)
        for _ in 0..<TestSettings.fuzzIterations(2000) {
            let (text, value) = (Self.hostile(&random), Self.hostile(&random))
            var html = HTML()
            html.element("p", .title(value), .data("of", value), text: text)
            let written = String(decoding: html.bytes, as: UTF8.self)
            #expect(written.filter { $0 == "<" }.count == 2)
            #expect(written.unicodeScalars.filter { $0 == ">" }.count == 2)
            #expect(written.unicodeScalars.filter { $0 == "\"" }.count == 4)
            let quoted = written.split(separator: "\"", omittingEmptySubsequences: false)
            #expect(Self.read(quoted[1]) == Self.shown(value))
            #expect(Self.read(quoted[3]) == Self.shown(value))
            #expect(Self.read(quoted[4].dropFirst().dropLast(4)) == Self.shown(text))
        }
    }

    @Test func attributesThatAreNotSetAreNotWritten() {
        var html = HTML()
        html.void("input", .class(nil), .checked(false), .autofocus(true), .aria("label", "x"), .data("a", nil))
        #expect(html.bytes == Array("<input autofocus aria-label=\"x\">".utf8))
    }

    @Test(arguments: [
        "https://example.org", "http://example.org/a?b=c#d", "HTTPS://EXAMPLE.ORG/", "https://example.org:8443/@user",
        "https://[::1]/", "https://例え.jp/",
    ])
    func pagesOfTheWebAreLinks(text: String) { #expect(Link(web: text)?.text == text) }

    @Test(arguments: [
        "", "javascript:alert(1)", "JavaScript:alert(1)", " https://example.org", "java\nscript:alert(1)",
        "data:text/html,x",
        "//example.org", "/packages/x", "https:example.org", "https:/example.org", "https://", "https:///x",
        "ftp://example.org",
        "https://user@example.org/", "https://github.com@evil.example", "https://example.org\\@evil", "http://a b",
        "https://exa\u{202E}mple.org", "vbscript:x", "https", ":", "https://:80/", "https://a\u{0}b",
        "https://a\u{A0}b",
    ])
    func nothingElseIs(text: String) { #expect(Link(web: text) == nil) }
}
