import Basics
import DocumentReadersSamples
import TestSupport
import Testing

@testable import DocumentReaders

/// Archives that are made to do harm, or broken.
@Suite(.enabled(if: Libraries.areThere(for: "hostile archives"))) struct HostileArchiveTests {
    private static let types: [DocumentType] = [.docx, .pptx, .odt, .epub]

    /// That reading throws an error of the file's, not of the machine's.
    private func expectRefusal(_ bytes: [UInt8], _ type: DocumentType, _ word: String = "") {
        let error = #expect(throws: FdnixError.self) { try Collector.read(bytes, type) }
        #expect(error?.code == .malformedInput, "\(String(describing: error))")
        #expect(error?.message.contains(word) == true, "\(String(describing: error))")
    }

    @Test func anEntryThatExpandsTooFar() {
        var writer = ZipWriter()
        let zeros = [UInt8](repeating: 0x20, count: 3 << 20)
        writer.add("word/document.xml", zeros)
        expectRefusal(writer.finished(), .docx, "expands too far")
    }

    @Test func whatHeadersSayOfLengthsIsNotBelieved() {
        var writer = ZipWriter()
        writer.add("word/document.xml", [UInt8](repeating: 0x20, count: 3 << 20), claimedSize: 100)
        expectRefusal(writer.finished(), .docx)
    }

    @Test func allEntriesTogether() throws {
        var writer = ZipWriter()
        for number in 0..<4 { writer.add("\(number)", [UInt8](repeating: 0x61, count: 1000)) }
        let archive = try ZipArchive(ByteView(copying: writer.finished()), ZipLimits(expandedBytes: 2500))
        #expect(try archive.contents(of: "0").count == 1000)
        #expect(try archive.contents(of: "1").count == 1000)
        #expect(throws: FdnixError.self) { try archive.contents(of: "2") }
    }

    @Test func entriesWithoutNumber() {
        var writer = ZipWriter()
        for number in 0...ZipLimits().entries { writer.add("\(number)", [], isCompressed: false) }
        expectRefusal(writer.finished(), .docx, "10001 parts")
    }

    @Test(arguments: types) func encryptedEntries(_ type: DocumentType) {
        var writer = ZipWriter()
        for name in ["word/document.xml", "ppt/presentation.xml", "content.xml", "META-INF/container.xml"] {
            writer.add(name, Array("<a/>".utf8), isEncrypted: true)
        }
        expectRefusal(writer.finished(), type, "encrypted")
    }

    @Test(arguments: types) func whatIsNotAnArchive(_ type: DocumentType) {
        expectRefusal([], type)
        expectRefusal(Array("PK\u{3}\u{4} and no more".utf8), type)
        expectRefusal([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], type, "encrypted")
        expectRefusal(ZipWriter().finished(), type)
        expectRefusal(ZipWriter.archive(["a": "b"]), type)
    }

    @Test func entitiesStandForNothing() {
        let laughs = (1...9).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }.joined()
        let body = "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>"
        let document = OfficeSamples.part("w:document", "<w:body>\(body)</w:body>")
        expectRefusal(
            ZipWriter.archive(["word/document.xml": "<!DOCTYPE d [<!ENTITY l0 \"ha\">\(laughs)]>\(document)"]), .docx)
    }

    @Test func nothingIsFetched() throws {
        try withTemporaryFile("secret") { path in
            let body = "<w:p><w:r><w:t>a&x;</w:t></w:r></w:p>"
            let document = OfficeSamples.part("w:document", "<w:body>\(body)</w:body>")
            for declaration in [
                "<!DOCTYPE d [<!ENTITY x SYSTEM \"file://\(path)\">]>", "<!DOCTYPE d SYSTEM \"file://\(path)\">",
                "<!DOCTYPE d [<!ENTITY % y SYSTEM \"file://\(path)\"> %y;]>",
            ] {
                let bytes = ZipWriter.archive(["word/document.xml": declaration + document])
                let documents = try? Collector.read(bytes, .docx)
                #expect(documents?.first?.text.contains("secret") != true)
            }
        }
    }

    @Test func elementsWithoutEnd() {
        for (open, close) in [("<w:p>", "</w:p>"), ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")] {
            let deep = String(repeating: open, count: 10_000) + String(repeating: close, count: 10_000)
            expectRefusal(OfficeSamples.docx(deep), .docx, "XML is broken")
        }
    }

    @Test func cutXML() {
        expectRefusal(ZipWriter.archive(["word/document.xml": "<a><b>"]), .docx, "XML is broken")
        expectRefusal(ZipWriter.archive(["word/document.xml": ""]), .docx)
    }

    @Test(arguments: [
        ("../../etc/passwd", "word/document.xml", nil), ("/../x", "a", nil), ("..", "a/b", nil), ("a\\..\\b", "x", nil),
        ("C:/x", "x", nil), ("file:///etc/passwd", "x", nil), ("", "x", nil), ("#top", "x", nil),
        ("media/i.png", "word/document.xml", "word/media/i.png"),
        ("../media/i.png", "ppt/slides/s.xml", "ppt/media/i.png"),
        ("/word/a.xml", "ppt/b.xml", "word/a.xml"), ("./a.xml#b", "c/d", "c/a.xml"), ("a//b", "", "a/b"),
    ]) func pathsDoNotLeadOut(_ reference: String, _ base: String, _ expected: String?) {
        #expect(ArchivePath.resolve(reference, from: base) == expected)
    }

    @Test func extensionsAreWords() {
        #expect(FileExtension.of("word/media/i.PNG") == "png")
        for name in ["a", "a.b/c", "a.", "a.p\u{202E}ng", "a.sh;rm", "a.averylongone"] {
            #expect(FileExtension.of(name) == "")
        }
    }

    @Test func aPictureThatIsShownOftenIsReadOnce() throws {
        let blip = String(repeating: "<w:p><w:r><a:blip r:embed=\"p\"/></w:r></w:p>", count: 2000)
        let bytes = OfficeSamples.docx(
            blip, references: [("p", "image", "i.png")], parts: ["word/i.png": String(repeating: "x", count: 500_000)])
        let document = try #require(try Collector.read(bytes, .docx).first)
        #expect(document.pictures.count == 1)
        #expect(document.pictures.first?.offsets.count == 2000)
    }

    @Test func fuzz() throws {
        var random = SplitMix(12)
        let samples: [(DocumentType, [UInt8])] = [
            (
                .docx,
                OfficeSamples.docx(
                    OfficeSamples.paragraph("a", style: "x") + OfficeSamples.table([["a", "b"]]),
                    references: [("p", "image", "i.png")], parts: ["word/i.png": "picture"])
            ),
            (
                .odt,
                OfficeSamples.odt("<text:p>a<text:s/>b</text:p>", parts: ["styles.xml": OfficeSamples.odtStyles("")])
            ),
            (.epub, OfficeSamples.epub(["a.xhtml": "<p>a<p>b"])),
        ]
        for iteration in 0..<TestSettings.fuzzIterations(1500) {
            var (type, bytes) = samples[iteration % samples.count]
            if iteration % 5 == 0 { type = Self.types.randomElement(using: &random) ?? type }
            for _ in 0...Int.random(in: 0...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if iteration % 7 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            do {
                _ = try Collector.read(bytes, type)
            } catch let error as FdnixError {
                #expect(error.code == .malformedInput, "\(error)")
            }
        }
    }

    /// Elements of all formats in any order.
    @Test func fuzzOfXML() throws {
        var random = SplitMix(13)
        let words = [
            "p", "r", "t", "tbl", "tr", "tc", "txbxContent", "pPr", "rPr", "del", "br", "trPr", "footnote", "pStyle",
        ]
        let texts = ["p", "h", "span", "s", "note", "note-body", "note-citation", "tracked-changes", "line-break"]
        func tree(_ names: [String], _ depth: Int) -> String {
            (0..<Int.random(in: 0...3, using: &random)).map { _ in
                let name = names.randomElement(using: &random) ?? ""
                let inner = depth > 0 ? tree(names, depth - 1) : "x"
                return "\(Bool.random(using: &random) ? " y " : "")<\(name)>\(inner)</\(name)>"
            }.joined()
        }
        let odf = texts.map { "text:\($0)" } + ["table:table-row", "table:table-cell", "draw:frame", "draw:text-box"]
        for _ in 0..<TestSettings.fuzzIterations(300) {
            let body = tree(
                words.map { "w:\($0)" } + ["mc:AlternateContent", "mc:Choice", "mc:Fallback", "a:p", "a:t"], 6)
            let document = try #require(try Collector.read(OfficeSamples.docx(body), .docx).first)
            #expect(document.details.sections.allSatisfy { $0.offset < document.text.utf8.count })
            _ = try Collector.read(OfficeSamples.odt(tree(odf, 6)), .odt)
        }
    }
}
