import ServiceAPI
import TestSupport
import Testing

@testable import SearchAPI

@Suite struct MarkdownTests {
    private static func markup(_ text: String) -> String {
        var html = HTML()
        Markdown.write(text, to: &html)
        return String(decoding: html.bytes, as: UTF8.self)
    }

    private static func link(_ address: String, _ label: String? = nil) -> String {
        "<a href=\"\(address)\" rel=\"noopener noreferrer nofollow\">\(label ?? address)</a>"
    }

    @Test(arguments: [
        ("", ""), (" \n\t\n", ""), ("\n one\ntwo \n\n\nthree", "<p>one\ntwo</p><p>three</p>"),
        ("# Title #\ntext", "<p><strong>Title</strong></p><p>text</p>"), ("#no\n# ", "<p>#no\n#</p>"),
        ("Title\n---\ntext", "<p><strong>Title</strong></p><p>text</p>"), ("---\n\n==", "<p>---</p><p>==</p>"),
        ("Pick:\n- `a.b`\n- c\n  d\ne\n\nf", "<p>Pick:</p><ul><li><code>a.b</code></li><li>c\nd\ne</li></ul><p>f</p>"),
        ("* a\n\n  b\n\n* c", "<ul><li>a<p>b</p></li><li>c</li></ul>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("1. a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("3. a\n- b", "<ol start=\"3\"><li>a</li></ol><ul><li>b</li></ul>"),
        ("in\n2024. a\n1. b", "<p>in\n2024. a</p><ol><li>b</li></ol>"), ("-a\n-", "<p>-a\n-</p>"),
        ("```sh\na <b> *c*\n\n  d\n```\ne", "<pre><code>a &lt;b&gt; *c*\n\n  d</code></pre><p>e</p>"),
        ("~~~\na\n```\n", "<pre><code>a\n```\n</code></pre>"), ("``` a`b", "<p>``` a`b</p>"),
        ("a\n    b\n\n    c\n\td\n\n\ne", "<p>a\nb</p><pre><code>c\nd</code></pre><p>e</p>"),
        ("- a\n\n      b", "<ul><li>a<pre><code>b</code></pre></li></ul>"),
        ("> a\n| b |\n***", "<p>&gt; a\n| b |\n***</p>"),
    ])
    func blocks(text: String, markup: String) { #expect(Self.markup(text) == markup) }

    @Test(arguments: [
        ("`a` ``b`c`` ` d", "<code>a</code> <code>b`c</code> ` d"),
        ("` a\nb ` ` ` ``", "<code>a b</code> <code> </code> ``"),
        (
            "*a* _b_ **c** __d__ *e **f** g*",
            "<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em>e <strong>f</strong> g</em>"
        ),
        ("a*b*c 2 * 3 snake_case_x _a *a ** b***", "a*b*c 2 * 3 snake_case_x _a *a ** b***"),
        ("*a _b* c_", "<em>a _b</em> c_"), ("**a *b** c*", "<strong>a *b</strong> c*"),
        ("*a (*b*) c*", "<em>a (*b</em>) c*"),
        (#"\*a\* \\ \a \`b`"#, #"*a* \ \a `b`"#), ("<i>&amp;</i>", "&lt;i&gt;&amp;amp;&lt;/i&gt;"),
        ("[a `b` *c*](https://d.example/(e))", link("https://d.example/(e)", "a <code>b</code> *c*")),
        ("<https://a.example>", link("https://a.example")),
        ("see https://a.example/b_c.", "see \(link("https://a.example/b_c"))."),
        (
            "(https://a.example/(b)), *https://c.example*",
            "(\(link("https://a.example/(b)"))), <em>\(link("https://c.example"))</em>"
        ),
        ("[a](http://b.example)", "[a](http://b.example)"), ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("[a](https://u@b.example)", "[a](https://u@b.example)"), ("[a](/b) [c](https://)", "[a](/b) [c](https://)"),
        ("[https://a.example](data:x)", "[\(link("https://a.example"))](data:x)"),
        ("xhttps://a.example", "xhttps://a.example"),
        ("![a](https://b.example)", "!\(link("https://b.example", "a"))"),
    ])
    func texts(text: String, markup: String) { #expect(Self.markup(text) == "<p>\(markup)</p>") }

    private static let pieces = [
        "*", "**", "_", "__", "`", "``", "```", "~~~", "[", "]", "(", ")", "](", "](https://", "https://", "http://",
        "javascript:", "\n", "\n\n", "\n- ", "\n  ", "\n    ", "\n1. ", "\n# ", "\n===", "<", ">", "<script>", "\"",
        "'",
        "&", "\\", "a", " ", "\t", "é", "🦊", "\u{0}", "\u{202E}", "example.org", "@", "/", "•", "#", "=\"",
    ]
    private static let elements: Set<Substring> = ["p", "ul", "ol", "li", "pre", "code", "em", "strong", "a"]

    @Test func whateverTheTextOnlyKnownElementsAndSafeLinksComeOfIt() {
        var random = SplitMix(7)
        for _ in 0..<TestSettings.fuzzIterations(3000) {
            let count = Int.random(in: 0..<40, using: &random)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            var open: [Substring] = []
            for tag in Self.markup(text).split(separator: "<") where tag.contains(">") {
                let inner = tag.prefix { $0 != ">" }
                if inner.hasPrefix("/") {
                    #expect(open.popLast() == inner.dropFirst())
                    continue
                }
                let name = inner.prefix { $0 != " " }
                #expect(Self.elements.contains(name), "\(text)")
                open.append(name)
                let attributes = inner.dropFirst(name.count)
                let isStart = name == "ol" && attributes.hasPrefix(" start=\"")
                let isLink =
                    attributes.hasPrefix(" href=\"https://")
                    && attributes.hasSuffix("\" rel=\"noopener noreferrer nofollow\"")
                    && attributes.count { $0 == "\"" } == 4
                #expect(attributes.isEmpty || isStart || isLink, "\(text)")
            }
            #expect(open.isEmpty)
        }
    }

    @Test(arguments: [
        "*a ", "_a **b ", "[", "[a](", "[a](https://", "`", "` `` ", "<https://", "https://", "https://a@", "- ",
        "- - ",
        "1. ", "(", "https://x(", "\\", "\n", "\n- a", "    a\n\n", "```\n", "#", "a\n", "> ", "**a*", "~~~ ", "\n  - ",
    ])
    func longTextsCostNoMoreThanTheirLength(piece: String) {
        // Were it quadratic, this would take minutes.
        let text = String(repeating: piece, count: 80_000 / piece.utf8.count)
        #expect(Self.markup(text).utf8.count < 40 * text.utf8.count)
    }

    @Test func listsInListsEndSomewhere() {
        let text = (0..<50).map { String(repeating: "  ", count: $0) + "- a" }.joined(separator: "\n")
        #expect(Self.markup(text).split(separator: "<ul>").count <= MarkdownBlocks.maximumDepth + 1)
        #expect(Self.markup(String(repeating: "- ", count: 50) + "x").contains("- - - x"))
    }
}
