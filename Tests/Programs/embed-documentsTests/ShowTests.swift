import Basics
import DocumentReadersSamples
import JSON
import TestSupport
import Testing

@Suite("embed-documents show", .enabled(if: Program.path != nil))
struct ShowTests {
    /// Runs `show` on files of these contents.
    private func show(
        _ files: KeyValuePairs<String, [UInt8]>, _ arguments: [String] = [], _ variables: [String: String] = [:]
    ) async throws -> Outcome {
        try await withTemporaryDirectory { folder in
            for (name, contents) in files { try AtomicFile.write(contents, to: "\(folder)/\(name)") }
            let paths = files.map { "\(folder)/\($0.key)" }.filter { !$0.hasSuffix(".metadata.json") }
            return try await Program.run(["show"] + paths + arguments, variables)
        }
    }

    @Test("a text is printed with its chunks")
    func text() async throws {
        let outcome = try await show(["a.txt": Array("one two three".utf8)])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("text/plain"))
        #expect(outcome.output.contains("-- chunk 0, 13 code points\none two three\n"))
        #expect(outcome.errors.isEmpty)
    }

    @Test("sizes come from the environment, and the command line goes over it")
    func sizes() async throws {
        let text = Array("a b c d e f g".utf8)
        let variables = ["CHUNK_SIZE_DOC_SPLIT": "5", "OVERLAP_FOR_DOC_SPLIT": "2"]
        func chunks(_ outcome: Outcome) throws -> [String] {
            try outcome.objects().flatMap { $0["chunks"]?.array ?? [] }.compactMap { $0["text"]?.string }
        }
        #expect(
            try chunks(try await show(["a.txt": text], ["--json"], variables))
                == ["a b c", "c d", "d e", "e f", "f g"])
        let outcome = try await show(
            ["a.txt": text], ["--json", "--chunk-size", "7", "--chunk-overlap", "0"], variables)
        #expect(try chunks(outcome) == ["a b c", "d e f g"] || chunks(outcome) == ["a b c d", "e f g"])
    }

    @Test("each record of a table is a document, or all are one")
    func table() async throws {
        let table = Array("name,age\nAnn,30\nBob,\n,\n".utf8)
        let records = try await show(["t.csv": table], ["--json"]).objects()
        #expect(records.count == 2)
        #expect(records.first?["text"]?.string == "name: Ann\nage: 30")
        #expect(records.compactMap { $0["chunks"]?[0]?["chunk_index"]?.int } == [0, 1])
        let whole = try await show(["t.csv": table], ["--json"], ["CONCAT_CSV_ROWS": "true"]).objects()
        #expect(whole.count == 1)
    }

    @Test("nothing to embed is a status of its own")
    func nothing() async throws {
        let outcome = try await show(["t.csv": Array("a,b\n".utf8), "e.txt": []])
        #expect(outcome.status == 1)
        #expect(outcome.errorLines.count == 2)
        #expect(outcome.errorLines.allSatisfy { $0.contains(": NO_CHUNKS_TO_PROCESS: ") })
    }

    @Test("a sidecar's keys are metadata, the text's own win, and a broken one is a warning")
    func sidecar() async throws {
        let text = Array("<metadata>\nURL: https://example.org/a\n</metadata>\nbody".utf8)
        let beside = Array(#"{"team":"x","source_url":"no"}"#.utf8)
        let outcome = try await show(["a.txt": text, "a.txt.metadata.json": beside], ["--json"])
        let metadata = try outcome.objects().first?["metadata"]
        #expect(metadata?["team"]?.string == "x")
        #expect(metadata?["source_url"]?.string == "https://example.org/a")
        let broken = try await show(["a.txt": text, "a.txt.metadata.json": Array("[".utf8)])
        #expect(broken.status == 0)
        #expect(broken.errors.contains("is left out"))
    }

    @Test("Markdown and pages have titles and sections")
    func titles() async throws {
        let page = Array("<title>The page</title><h1>Head</h1><p>one &amp; two".utf8)
        guard try await Program.reads(page, as: "p.html", for: "pages through the program") else { return }
        let objects = try await show(
            ["m.md": Array("# The title\n\nwords".utf8), "p.html": page], ["--json"]
        ).objects()
        #expect(objects.map { $0["title"]?.string } == ["The title", "The page"])
        #expect(objects.last?["chunks"]?[0]?["text"]?.string?.contains("one & two") == true)
    }

    @Test("a text document is read in a child")
    func textDocument() async throws {
        let document = OfficeSamples.docx(
            OfficeSamples.paragraph("Some words") + OfficeSamples.table([["left", "right"]]))
        guard try await Program.reads(document, as: "d.docx", for: "DOCX through the program") else { return }
        let outcome = try await show(["d.docx": document])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("Some words\n"))
        #expect(outcome.output.contains("left | right"))
    }

    @Test("pages of a PDF are known, and those without text are named")
    func pages() async throws {
        let words = "one two three four five six seven eight nine ten eleven"
        let maker = PDFMaker(pages: [
            PDFMaker.text([(x: 60, y: 700, text: words)]), "", PDFMaker.text([(x: 60, y: 700, text: "last \(words)")]),
        ])
        guard try await Program.reads(maker.bytes(), as: "d.pdf", for: "PDF through the program") else { return }
        let arguments = ["--json", "--ocr", "none", "--chunk-size", "60", "--chunk-overlap", "0"]
        let object = try #require(try await show(["d.pdf": maker.bytes()], arguments).objects().first)
        #expect(object["pageCount"]?.int == 3)
        #expect(object["pagesWithoutText"]?.array?.compactMap(\.int) == [2])
        #expect(object["chunks"]?[0]?["page"]?.int == 1)
        #expect(object["chunks"]?.array?.last?["page_end"]?.int == 3)
        let short = PDFMaker(pages: [PDFMaker.text([(x: 60, y: 700, text: "few words here")])])
        let outcome = try await show(["s.pdf": short.bytes()], ["--ocr", "none"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("s.pdf: NO_VALID_CHUNKS: "))
    }

    @Test("hostile and missing files are a line each, and the others go on")
    func hostile() async throws {
        var bomb = ZipWriter()
        bomb.add("word/document.xml", [UInt8](repeating: 0x20, count: 3 << 20))
        let outcome = try await show([
            "b.docx": bomb.finished(), "u.txt": [0x66, 0xFF, 0xFE, 0x00], "n.pdf": Array("not a PDF".utf8),
            "z.txt": Array("still here".utf8),
        ])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("still here\n"))
        #expect(outcome.errorLines.count == 3)
        #expect(outcome.errorLines.contains { $0.contains("u.txt: INVALID_CONTENT: ") })
        let missing = try await Program.run(["show", "/nowhere/file.txt"])
        #expect(missing.status == 1)
        #expect(missing.errorLines.count == 1)
        #expect(missing.errors.contains("/nowhere/file.txt: ERROR_READING_FILE: "))
    }

    @Test("a bomb is the file's fault")
    func bomb() async throws {
        var writer = ZipWriter()
        writer.add("word/document.xml", [UInt8](repeating: 0x20, count: 3 << 20))
        let sample = OfficeSamples.docx(OfficeSamples.paragraph("a"))
        guard try await Program.reads(sample, as: "d.docx", for: "bombs through the program") else { return }
        let outcome = try await show(["b.docx": writer.finished()])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("b.docx: INVALID_CONTENT: "))
    }

    @Test("a missing library is one line that names the remedy, and the others go on")
    func missingLibrary() async throws {
        let outcome = try await show(
            ["d.pdf": PDFMaker(pages: [""]).bytes(), "a.txt": Array("still here".utf8)], [],
            ["FDNIX_PDFIUM_LIBRARY": "/nowhere/libpdfium.so"])
        #expect(outcome.status == 1)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("d.pdf: CONFIGURATION_ERROR: "))
        #expect(outcome.errors.contains("Scripts/setup documents"))
        #expect(outcome.output.contains("still here"))
    }

    @Test("kinds that are not read are passed over")
    func otherKinds() async throws {
        let outcome = try await show(["a.xyz": [1, 2], "a.txt": Array("words".utf8)])
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("a.xyz: skipped: UNSUPPORTED_TYPE"))
    }

    @Test("wrong usage is exit code 2")
    func usage() async throws {
        for arguments in [[], ["show"], ["show", "--no-such", "a.txt"], ["show", "a.txt", "--chunk-size", "0"]] {
            let outcome = try await Program.run(arguments)
            #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        let outcome = try await Program.run(
            ["show", "a.txt"], ["OVERLAP_FOR_DOC_SPLIT": "1000", "DOCUMENT_CHARSETS": "latin", "OCR_PROVIDER": "eyes"])
        #expect(outcome.status == 2)
        for name in ["OVERLAP_FOR_DOC_SPLIT", "DOCUMENT_CHARSETS", "OCR_PROVIDER"] {
            #expect(outcome.errors.contains(name))
        }
    }

    @Test("what a terminal would obey is not printed")
    func escapes() async throws {
        let outcome = try await show(["a.txt": Array("red \u{1B}[31mtext".utf8)])
        #expect(outcome.status == 0)
        #expect(!outcome.output.contains("\u{1B}"))
    }
}
