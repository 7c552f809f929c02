import Basics
import JSON
import TestSupport
import Testing

@testable import DocumentReaders

@Suite(.enabled(if: Libraries.areThere(for: "texts, tables and pages"))) struct TextReaderTests {
    private func read(_ text: String, _ type: DocumentType = .text) throws -> Collector.Document {
        let documents = try Collector.read(Array(text.utf8), type)
        #expect(documents.count == 1)
        return try #require(documents.first)
    }

    @Test func aTextIsOneDocument() throws {
        #expect(try read("a\r\nb\n").text == "a\r\nb\n")
        #expect(try read("\u{FEFF}a").text == "a")
        #expect(try read("").text == "")
        #expect(try read("a\0b\0").text == "ab")
    }

    @Test func legalMetadata() throws {
        let document = try read(" \n<metadata>\nTitle: Act\nURL:  https://example.org/a \n</metadata>\nThe text")
        #expect(document.text == "\nThe text")
        #expect(
            document.details.metadata == [
                "legal_metadata": "Title: Act\nURL:  https://example.org/a", "source_url": "https://example.org/a",
            ])
        let bare = try read("<metadata>x</metadata>y")
        #expect(bare.text == "y")
        #expect(bare.details.metadata == ["legal_metadata": "x"])
        for text in ["<metadata>never closed", "x<metadata>a</metadata>", "<Metadata>a</Metadata>", "<metadata"] {
            let document = try read(text)
            #expect(document.text == text)
            #expect(document.details.metadata.isEmpty)
        }
    }

    @Test func markdownIsKeptAsItIsWritten() throws {
        let text = "\u{FEFF}intro\n\n# A *title* #\n\ntext `x`\n"
        let document = try read(text, .markdown)
        #expect(document.text == String(text.dropFirst()))
        #expect(document.details.title == "A *title*")
    }

    @Test(arguments: [
        ("# a", "a"), ("#  a b  ", "a b"), ("   # a", "a"), ("# a ##", "a"), ("# a#", "a#"), ("#\ta", "a"),
        ("a\n===", "a"), ("a\n=", "a"), ("## b\n\n# a", "a"), ("```\n# no\n```\n# a", "a"),
        ("~~~\n# no\n~~~~\n# a", "a"),
        ("> q\n===\n# a", "a"), ("# a\r\nb", "a"),
    ]) func markdownTitles(_ text: String, _ title: String) throws {
        #expect(try read(text, .markdown).details.title == title)
    }

    @Test(arguments: [
        "", "a", "#a", "## a", "    # a", "\t# a", "# ", "#", "```\n# a", "a\n\n===", "####### a", "- a\n===",
    ])
    func noMarkdownTitle(_ text: String) throws {
        #expect(try read(text, .markdown).details.title == nil)
    }

    @Test func recordsAreDocuments() throws {
        let bytes = Array("a,b\n1,2\0\n3,4\n".utf8)
        #expect(try Collector.read(bytes, .csv).map(\.text) == ["a: 1\nb: 2", "a: 3\nb: 4"])
        let options = ReadingOptions(concatenatesRecords: true)
        #expect(try Collector.read(bytes, .csv, options).map(\.text) == ["a: 1\nb: 2\na: 3\nb: 4"])
        for options in [ReadingOptions(), options] {
            #expect(try Collector.read(Array("a,b\n,\n".utf8), .csv, options).isEmpty)
        }
    }

    @Test func aRecordWithoutEndIsRefused() throws {
        let bytes = Array("a\n\"".utf8) + [UInt8](repeating: 0x78, count: CSVRecords.longestRecord + 1)
        let error = #expect(throws: FdnixError.self) { try Collector.read(bytes, .csv) }
        #expect(error?.code == .malformedInput)
    }

    @Test func pages() throws {
        let html = "<html><head><title>T</title></head><body><h1>H</h1><p>a&amp;b</p><script>x</script></body></html>"
        let document = try read(html, .html)
        #expect(document.text == "H\na&b")
        #expect(document.details.title == "T")
        #expect(document.details.sections == [DocumentDetails.Section(header: "H", offset: 0)])
    }

    @Test func types() {
        #expect(DocumentType(contentType: "text/plain; charset=utf-8", key: "a.pdf") == .text)
        #expect(DocumentType(contentType: "Application/CSV", key: "a") == .csv)
        #expect(DocumentType(contentType: "", key: "x/A.Docx") == .docx)
        #expect(DocumentType(contentType: "binary/octet-stream", key: "a.b/c.HTM") == .html)
        #expect(DocumentType(contentType: "application/octet-stream", key: "a.pdf/c") == nil)
        #expect(DocumentType(contentType: "image/png", key: "a.pdf") == nil)
        #expect(DocumentType(contentType: "", key: "png") == nil)
    }

    @Test func sidecars() throws {
        #expect(Sidecar.key(of: "a/b.pdf") == "a/b.pdf.metadata.json")
        #expect(Sidecar.parent(of: "a/b.pdf.metadata.json") == "a/b.pdf")
        for key in ["a/b.pdf", ".metadata.json", "a/.metadata.json", "a.metadata.JSON"] {
            #expect(Sidecar.parent(of: key) == nil)
        }
        #expect(try Sidecar.parse(Array("\u{FEFF}{\"a\":1}".utf8)) == ["a": .integer(1)])
        for text in ["[]", "1", "", "{", "{\"a\":1} x", "null"] {
            #expect(throws: FdnixError.self) { try Sidecar.parse(Array(text.utf8)) }
        }
    }

    @Test func fuzz() throws {
        var random = SplitMix(11)
        let pieces = ["<metadata>", "</metadata>", "URL:", "\n", "# ", "```", "===", "é", "\0", " ", "a", "\u{FEFF}"]
        for _ in 0..<TestSettings.fuzzIterations(1000) {
            var bytes = (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in
                Array((pieces.randomElement(using: &random) ?? "").utf8)
            }
            if Int.random(in: 0..<4, using: &random) == 0, !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            for type in [DocumentType.text, .markdown, .csv, .html] {
                do {
                    _ = try Collector.read(bytes, type, ReadingOptions(charsets: .detect))
                } catch let error as FdnixError {
                    #expect(error.code == .malformedInput)
                }
            }
        }
    }
}
