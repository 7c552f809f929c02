import Basics
import DocumentReadersSamples
import TestSupport
import Testing

@testable import DocumentReaders

@Suite(.enabled(if: Libraries.areThere(for: "DOCX"))) struct DOCXTests {
    private func read(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions()) throws -> Collector.Document {
        let documents = try Collector.read(bytes, .docx, options)
        #expect(documents.count == 1)
        return try #require(documents.first)
    }

    private func text(_ body: String) throws -> String { try read(OfficeSamples.docx(body)).text }

    @Test func runsAreJoined() throws {
        let body =
            "<w:p><w:r><w:t>Hel</w:t></w:r><w:r><w:t xml:space=\"preserve\">lo </w:t></w:r><w:r><w:t>wor</w:t>"
            + "</w:r><w:ins><w:r><w:t>ld</w:t></w:r></w:ins></w:p>"
        #expect(try text(body) == "Hello world")
    }

    @Test func paragraphsTabulatorsAndBreaks() throws {
        #expect(try text(OfficeSamples.paragraph("a") + OfficeSamples.paragraph("b")) == "a\nb")
        let tabs =
            "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/>"
            + "<w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:sym w:char=\"F0B7\"/><w:sym w:char=\"00E9\"/></w:r></w:p>"
        #expect(try text(tabs) == "a\tb\nc\u{2011}dé")
        let empty = String(repeating: OfficeSamples.paragraph(""), count: 5)
        #expect(
            try text(empty + OfficeSamples.paragraph("a") + empty + OfficeSamples.paragraph("b") + empty) == "a\n\nb")
    }

    @Test func trackedDeletionsAreLeftOut() throws {
        let body =
            "<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>b</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>c</w:t>"
            + "</w:r></w:moveFrom><w:moveTo><w:r><w:t>d</w:t></w:r></w:moveTo></w:p>"
        #expect(try text(body) == "ad")
        let end =
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>" + OfficeSamples.paragraph("b")
        #expect(try text(end) == "ab")
        let row =
            "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>\(OfficeSamples.paragraph("x"))</w:tc></w:tr><w:tr><w:tc>"
            + OfficeSamples.paragraph("y") + "</w:tc></w:tr></w:tbl>"
        #expect(try text(row) == "y")
        let old =
            "<w:p><w:pPr><w:pStyle w:val=\"a\"/><w:pPrChange><w:pPr><w:pStyle w:val=\"b\"/></w:pPr></w:pPrChange>"
            + "</w:pPr><w:r><w:instrText>PAGE</w:instrText><w:t>a</w:t></w:r></w:p>"
        #expect(try text(old) == "a")
    }

    @Test func tables() throws {
        #expect(try text(OfficeSamples.table([["a", "b"], ["c", "d"]])) == "a | b\nc | d")
        #expect(try text(OfficeSamples.table([["a", ""], ["", ""], ["", "d"]])) == "a | \n | d")
        let around = OfficeSamples.paragraph("x") + OfficeSamples.table([["a", "b"]]) + OfficeSamples.paragraph("y")
        #expect(try text(around) == "x\na | b\ny")
        let two =
            "<w:tbl><w:tr><w:tc>\(OfficeSamples.paragraph("a"))\(OfficeSamples.paragraph("b"))</w:tc><w:tc>"
            + OfficeSamples.table([["c", "d"]]) + "</w:tc></w:tr></w:tbl>"
        #expect(try text(two) == "a b | c | d")
        let frame =
            "<w:tbl><w:tr><w:tc>\(OfficeSamples.paragraph("a"))\(OfficeSamples.paragraph("b"))</w:tc></w:tr></w:tbl>"
        #expect(try text(frame) == "a\nb")
        let box =
            "<w:p><w:r><w:pict><v:textbox><w:txbxContent>\(OfficeSamples.paragraph("box"))</w:txbxContent></v:textbox>"
            + "</w:pict></w:r></w:p>"
        let boxes = "<w:tbl><w:tr><w:tc>\(box)</w:tc><w:tc>\(OfficeSamples.paragraph(""))</w:tc></w:tr></w:tbl>"
        #expect(try text(boxes) == "box |")
    }

    @Test func oneBranchOfAlternateContent() throws {
        let box = "<w:txbxContent>\(OfficeSamples.paragraph("box"))</w:txbxContent>"
        let body =
            "<w:p><w:r><w:t>be</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>\(box)</mc:Choice><mc:Fallback>"
            + "<w:pict><v:textbox>\(box)</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>fore</w:t>"
            + "</w:r></w:p>" + OfficeSamples.paragraph("after")
        #expect(try text(body) == "before\nbox\nafter")
        let fallback =
            "<w:p><w:r><mc:AlternateContent><mc:Fallback><w:t>a</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        #expect(try text(fallback) == "a")
    }

    @Test func headersNotesAndFooters() throws {
        let note = OfficeSamples.part(
            "w:footnotes",
            "<w:footnote w:type=\"separator\">\(OfficeSamples.paragraph("---"))</w:footnote><w:footnote>"
                + OfficeSamples.paragraph("note") + "</w:footnote>")
        let document = try read(
            OfficeSamples.docx(
                OfficeSamples.paragraph("body"),
                references: [
                    ("r1", "header", "header1.xml"), ("r2", "header", "/word/header2.xml"),
                    ("r3", "footer", "./footer.xml"), ("r4", "footnotes", "footnotes.xml"),
                    ("r5", "header", "missing.xml"),
                ],
                parts: [
                    "word/header1.xml": OfficeSamples.part("w:hdr", OfficeSamples.paragraph("head")),
                    "word/header2.xml": OfficeSamples.part("w:hdr", OfficeSamples.paragraph("head")),
                    "word/footer.xml": OfficeSamples.part("w:ftr", OfficeSamples.paragraph("foot")),
                    "word/footnotes.xml": note,
                ]))
        #expect(document.text == "head\nbody\nnote\nfoot")
    }

    @Test func titlesAndSections() throws {
        let styles = OfficeSamples.part(
            "w:styles",
            "<w:style w:styleId=\"H\"><w:name w:val=\"heading 1\"/></w:style><w:style w:styleId=\"T\"><w:name w:val=\"Title\"/>"
                + "</w:style><w:style w:styleId=\"D\"><w:name w:val=\"d\"/><w:basedOn w:val=\"H\"/></w:style>"
                + "<w:style w:styleId=\"C\"><w:basedOn w:val=\"C\"/></w:style>")
        let body =
            OfficeSamples.paragraph("Name", style: "T") + OfficeSamples.paragraph("One", style: "H")
            + OfficeSamples.paragraph("x", style: "C") + OfficeSamples.paragraph("Twö", style: "D")
        let document = try read(
            OfficeSamples.docx(body, references: [("s", "styles", "styles.xml")], parts: ["word/styles.xml": styles]))
        #expect(document.text == "Name\nOne\nx\nTwö")
        #expect(document.details.title == "Name")
        #expect(document.details.sections == [.init(header: "One", offset: 5), .init(header: "Twö", offset: 11)])
    }

    @Test func pictures() throws {
        let blip = "<w:p><w:r><w:t>a</w:t><w:drawing><a:blip r:embed=\"p\"/></w:drawing><w:t>b</w:t></w:r></w:p>"
        let other =
            "<w:p><w:r><w:pict><v:imagedata r:id=\"q\"/></w:pict></w:r></w:p><w:p><w:r><a:blip r:embed=\"none\"/></w:r></w:p>"
        let bytes = OfficeSamples.docx(
            blip + other + blip,
            references: [("p", "image", "media/i.PNG"), ("q", "image", "media/j.jpeg"), ("out", "image", "../../x")],
            parts: ["word/media/i.PNG": "picture one", "word/media/j.jpeg": "picture two"])
        let document = try read(bytes)
        let token = ExtractedPicture.token
        #expect(document.text == "a\n\(token)\nb\n\(token)\n\na\n\(token)\nb")
        #expect(document.pictures.map(\.fileExtension) == ["png", "jpeg"])
        #expect(document.pictures.map { String(decoding: $0.bytes, as: UTF8.self) } == ["picture one", "picture two"])
        #expect(document.pictures.map(\.offsets) == [[2, 41], [21]])
        for offset in document.pictures.flatMap(\.offsets) {
            #expect(Array(document.text.utf8)[offset...].starts(with: Array(token.utf8)))
        }
        #expect(try read(bytes, ReadingOptions(extractsPictures: false)).text == "ab\n\nab")
    }

    @Test func bothFormsOfTheStandard() throws {
        let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
        let bytes = ZipWriter.archive([
            "word/document.xml":
                "<w:document xmlns:w=\"\(strict)\"><w:body><w:p><w:r><w:t>a</w:t></w:r></w:p></w:body></w:document>"
        ])
        #expect(try read(bytes).text == "a")
    }
}
