import Basics
import TestSupport
import Testing

@testable import DocumentReaders

/// Pages as HTML5 reads them, in the manner of html5lib's cases: what is written, and the text that it is.
@Suite(.enabled(if: Libraries.areThere(for: "pages of HTML"))) struct PageTextTests {
    static func text(_ html: String) throws -> PageText {
        try Array(html.utf8).withUnsafeBytes { try GumboPage($0, HTMLLimits()).text() }
    }

    private func text(_ html: String) throws -> String {
        String(decoding: try Self.text(html).bytes, as: UTF8.self)
    }

    @Test func blocksStandOnLinesOfTheirOwn() throws {
        #expect(try text("<p>a</p><p>b</p>") == "a\nb")
        #expect(try text("<div>a<div>b</div>c</div>") == "a\nb\nc")
        #expect(try text("<ul><li>a<li>b</ul>c") == "a\nb\nc")
        #expect(try text("a<br>b<br/>c") == "a\nb\nc")
        #expect(try text("a<br><br>b<br><br><br>c") == "a\n\nb\n\nc")
        #expect(try text("<dl><dt>a<dd>b</dl>") == "a\nb")
        #expect(try text("<p>a<p>b") == "a\nb")
        #expect(try text("a<hr>b") == "a\nb")
    }

    @Test func linesRunOn() throws {
        #expect(try text("a<b>b</b>c <i>d</i>") == "abc d")
        #expect(try text("  a \n\t b  ") == "a b")
        #expect(try text("<p> a </p> <p> b </p>") == "a\nb")
        #expect(try text("a <b> b</b>") == "a b")
        #expect(try text("<span>a</span>\n<span>b</span>") == "a b")
    }

    @Test func whiteSpaceOfPreformattedTextCounts() throws {
        #expect(try text("<pre>\n  a\n\tb  c\n</pre>d") == "  a\n\tb  c\nd")
        #expect(try text("<p>x</p><pre>a\nb</pre>") == "x\na\nb")
        #expect(try text("a<pre>b</pre><pre>c</pre>") == "a\nb\nc")
    }

    @Test func whatIsNotSeenIsLeftOut() throws {
        #expect(try text("a<script>b<\u{2F}script>c") == "ac")
        #expect(try text("<style>p { x }</style><p>a") == "a")
        #expect(try text("<head><script>var x = '<p>b</p>'</script></head><body>a") == "a")
        #expect(try text("a<!-- b -->c<template>d</template><iframe>e</iframe>") == "ac")
        #expect(try text("<script><!-- <script> </script> --> </script>a") == "a")
        #expect(try text("<svg><style>x</style><title>t</title><text>a</text></svg>") == "ta")
    }

    @Test func entities() throws {
        #expect(
            try text("&lt;p&gt; &amp;amp; &eacute;&#233;&#xe9; &euro; &notit; &hellip")
                == "<p> &amp; ééé € ¬it; &hellip")
        #expect(try text("&#128; &#0; &#x110000; &unknown;") == "€ \u{FFFD} \u{FFFD} &unknown;")
        #expect(try text("a&nbsp;b") == "a\u{A0}b")
    }

    @Test func cellsAndRows() throws {
        #expect(try text("<table><tr><td>a<td>b<tr><th>c</th><th>d</th></table>") == "a\tb\nc\td")
        #expect(try text("<table><caption>t</caption><tr><td>a</td> <td><p>b</p></td></tr></table>e") == "t\na\nb\ne")
        #expect(try text("<table>x<tr><td>a</table>") == "x\na")
    }

    @Test func titles() throws {
        #expect(try Self.text("<title> a \n b &amp; c </title><p>d").title == "a b & c")
        #expect(try Self.text("<svg><title>x</title></svg><p>d").title == nil)
        #expect(try Self.text("<title></title>d").title == nil)
        #expect(try Self.text("<title>a</title><title>b</title>c").title == "a")
        #expect(try text("<title>a</title><body>b") == "b")
    }

    @Test func sections() throws {
        let page = try Self.text("x<h1> A  <b>b</b></h1><p>one</p><h2>C</h2>two<h3></h3>")
        #expect(String(decoding: page.bytes, as: UTF8.self) == "x\nA b\none\nC\ntwo")
        #expect(page.sections.map(\.header) == ["A b", "C"])
        #expect(page.sections.map(\.offset) == [2, 10])
    }

    @Test func misnesting() throws {
        #expect(try text("<b>a<p>b</b>c</p>d") == "a\nbc\nd")
        #expect(try text("<table><tr><td><table><tr><td>a</table>b</table>c") == "a\nb\nc")
        #expect(try text("</p>a</div>b") == "ab")
        #expect(try text("<a><a>a</a>b") == "ab")
        #expect(try text("<p") == "")
        #expect(try text("a<p b='c") == "a")
    }

    @Test func charactersThatDatabasesRefuse() throws {
        #expect(try text("a\0b<pre>c\0d</pre>").utf8.contains(0) == false)
    }

    @Test func elementsWithinEachOther() throws {
        let deep = String(repeating: "<div>", count: 10_000) + "a"
        #expect(try text(deep) == "a")
    }

    @Test func bounds() throws {
        let html = Array(String(repeating: "<b><p>", count: 20_000).utf8)
        html.withUnsafeBytes { bytes in
            #expect(throws: GumboPage.Excess.memory) { _ = try GumboPage(bytes, HTMLLimits(treeBytes: 1 << 20)).text() }
            #expect(throws: GumboPage.Excess.time) {
                _ = try GumboPage(bytes, HTMLLimits(parsingTime: .microseconds(1))).text()
            }
        }
    }
}
