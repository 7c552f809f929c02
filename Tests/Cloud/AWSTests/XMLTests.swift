import Basics
import TestSupport
import Testing

@testable import AWS

@Suite struct XMLTests {
    @Test func elementsTextsAndChildren() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a comment --><a:List xmlns:a="urn:x" b='c>d'><Item>one &amp; &#x4E8C;&#33;</Item>
              <Item/><Item><![CDATA[<raw>]]></Item></a:List>
            """
        let root = try XMLElement.parse(Array(text.utf8))
        #expect(root.name == "List")
        #expect(root.all("Item").map(\.text) == ["one & 二!", "", "<raw>"])
        #expect(root.text("None") == nil)
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<a b></a>", "<a>&x;</a>", "<a>&#xD800;</a>",
        "<a>&",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a><!-- </a>", "<a b=\"c></a>", "</a>", "<a>&#1114112;</a>",
    ]) func damageIsAnError(text: String) {
        let error = #expect(throws: FdnixError.self) { try XMLElement.parse(Array(text.utf8)) }
        #expect(error?.code == .malformedInput)
    }

    @Test func depthIsBounded() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(throws: FdnixError.self) { try XMLElement.parse(Array(deep.utf8)) }
    }

    @Test func whatIsWrittenReadsBack() throws {
        let element = XMLElement(
            "Delete",
            children: [
                XMLElement("Key", text: "a<b>&\"c\"\r\n\u{1F600}"), XMLElement("Key", text: " spaces "),
            ])
        let bytes = element.document(namespace: "urn:\"x\"&y")
        #expect(try XMLElement.parse(bytes) == element)
    }

    /// Any bytes at all, and documents with damage, give an element or an error.
    @Test func fuzzAnyBytes() {
        var random = SplitMix(7)
        let sample = Array("<?xml v=\"1\"?><a><b c='d'>x&amp;y</b><![CDATA[z]]><!-- c --><e/></a>".utf8)
        for round in 0..<TestSettings.fuzzIterations(3000) {
            var bytes = sample
            for _ in 0..<(round % 5 + 1) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch round % 3 {
                case 0: bytes[at] = .random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: at)
                default: bytes.insert(sample.randomElement(using: &random) ?? 0, at: at)
                }
            }
            if let element = try? XMLElement.parse(bytes) {
                #expect((try? XMLElement.parse(element.document(namespace: "x"))) == element)
            }
        }
    }
}
