import Basics
import DocumentReadersSamples
import TestSupport
import Testing

@testable import DocumentReaders

@Suite(.enabled(if: Libraries.areThere(for: "PPTX, ODT and EPUB"))) struct OfficeFormatTests {
    private func read(_ bytes: [UInt8], _ type: DocumentType) throws -> Collector.Document {
        let documents = try Collector.read(bytes, type)
        #expect(documents.count == 1)
        return try #require(documents.first)
    }

    private func shape(_ text: String, _ placeholder: String? = nil) -> String {
        let kind = placeholder.map { "<p:nvSpPr><p:nvPr><p:ph type=\"\($0)\"/></p:nvPr></p:nvSpPr>" } ?? ""
        return "<p:sp>\(kind)<p:txBody><a:p><a:r><a:t>\(text)</a:t></a:r></a:p></p:txBody></p:sp>"
    }

    @Test func slidesInTheirOrder() throws {
        let table =
            "<a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>x</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r>"
            + "<a:t>y</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>"
        let bytes = ZipWriter.archive([
            "_rels/.rels": OfficeSamples.references([("r", "officeDocument", "ppt/presentation.xml")]),
            "ppt/presentation.xml": OfficeSamples.part(
                "p:presentation",
                "<p:sldIdLst><p:sldId id=\"256\" r:id=\"b\"/><p:sldId id=\"257\" r:id=\"a\"/></p:sldIdLst>"),
            "ppt/_rels/presentation.xml.rels": OfficeSamples.references([
                ("a", "slide", "slides/slide1.xml"), ("b", "slide", "slides/slide2.xml"),
            ]),
            "ppt/slides/slide1.xml": OfficeSamples.part("p:sld", shape("Second", "title") + table),
            "ppt/slides/slide2.xml": OfficeSamples.part(
                "p:sld",
                shape("First", "ctrTitle") + shape("words")
                    + "<p:pic><p:blipFill><a:blip r:embed=\"i\"/></p:blipFill></p:pic>"
                    + "<a:p><a:fld type=\"slidenum\"><a:t>1</a:t></a:fld></a:p>"),
            "ppt/slides/_rels/slide2.xml.rels": OfficeSamples.references([
                ("n", "notesSlide", "../notesSlides/n.xml"), ("i", "image", "../media/i.png"),
            ]),
            "ppt/notesSlides/n.xml": OfficeSamples.part("p:notes", shape("noted", "body")),
            "ppt/media/i.png": "picture",
        ])
        let document = try read(bytes, .pptx)
        let first = "First\nwords\n\(ExtractedPicture.token)\nnoted\n\n"
        #expect(document.text == first + "Second\nx | y")
        #expect(document.details.pages == [.init(number: 1, offset: 0), .init(number: 2, offset: first.utf8.count)])
        #expect(document.details.sections.map(\.header) == ["First", "Second"])
        #expect(document.pictures.map(\.offsets) == [[12]])
    }

    @Test func openDocumentTexts() throws {
        let body = """
            <text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:h>Head</text:h><text:p>a <text:span> b
            </text:span>c<text:s text:c="2"/>d<text:tab/>e<text:line-break/>f<office:annotation><text:p>remark</text:p>\
            </office:annotation></text:p><text:p>with<text:note><text:note-citation>1</text:note-citation><text:note-body>\
            <text:p>note</text:p></text:note-body></text:note> note</text:p><table:table><table:table-row><table:table-cell>\
            <text:p>x</text:p></table:table-cell><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row>\
            </table:table><text:p><draw:frame><draw:image xlink:href="Pictures/i.svg"/><draw:image xlink:href="Pictures/i.png"/>\
            <svg:desc>described</svg:desc></draw:frame></text:p><text:p><draw:frame><draw:text-box><text:p>box</text:p>\
            </draw:text-box></draw:frame>last</text:p>
            """
        let document = try read(
            OfficeSamples.odt(
                body,
                parts: [
                    "styles.xml": OfficeSamples.odtStyles(
                        "<style:header><text:p>top</text:p></style:header><style:footer><text:p>end</text:p></style:footer>"
                    ),
                    "meta.xml": "<m xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>T</dc:title></m>",
                    "Pictures/i.png": "picture",
                ]), .odt)
        #expect(
            document.text
                == "top\nHead\na b c  d\te\nf\nwith note\nnote\nx | y\n\(ExtractedPicture.token)\nlast\nbox\nend")
        #expect(document.details.title == "T")
        #expect(document.details.sections == [.init(header: "Head", offset: 4)])
        #expect(document.pictures.map(\.fileExtension) == ["png"])
    }

    @Test func encryptedOpenDocument() throws {
        let manifest =
            "<m:manifest xmlns:m=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><m:file-entry>"
            + "<m:encryption-data/></m:file-entry></m:manifest>"
        let error = #expect(throws: FdnixError.self) {
            try read(OfficeSamples.odt("<text:p>a</text:p>", parts: ["META-INF/manifest.xml": manifest]), .odt)
        }
        #expect(error?.code == .malformedInput)
        #expect(error?.message.contains("encrypted") == true)
    }

    @Test func publicationsInTheOrderOfTheirSpine() throws {
        let document = try read(
            OfficeSamples.epub([
                "z.xhtml":
                    "<?xml version='1.0'?><html><head><title>x</title></head><body><h1>One</h1><p>a&nbsp;b</p></body></html>",
                "empty.xhtml": "<html><body></body></html>",
                "a%20b.xhtml": "missing", "c.xhtml": "<html><body><h2>Two</h2>c</body></html>",
            ]), .epub)
        #expect(document.text == "One\na\u{A0}b\n\nmissing\n\nTwo\nc")
        #expect(document.details.title == "A Book")
        #expect(document.details.sections == [.init(header: "One", offset: 0), .init(header: "Two", offset: 19)])
    }

    @Test func encryptedPublication() throws {
        func encryption(_ entry: String) -> String {
            "<encryption xmlns:e=\"http://www.w3.org/2001/04/xmlenc#\"><e:CipherReference URI=\"\(entry)\"/></encryption>"
        }
        let parts: KeyValuePairs = ["a.xhtml": "<p>a"]
        #expect(try read(OfficeSamples.epub(parts, encryption: encryption("OEBPS/font.otf")), .epub).text == "a")
        #expect(throws: FdnixError.self) {
            try read(OfficeSamples.epub(parts, encryption: encryption("OEBPS/a.xhtml")), .epub)
        }
    }
}
