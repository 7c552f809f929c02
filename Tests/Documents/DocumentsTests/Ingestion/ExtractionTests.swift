import Basics
import Digests
import DocumentReaders
import DocumentReadersSamples
import DocumentStore
import JSON
import ObjectStorage
import TestSupport
import Testing

@testable import Documents

/// How documents of all kinds become chunks.
struct ExtractionTests {
    @Test func `chunks are as long as the settings and the model say`() async throws {
        let fixture = IngestionFixture()
        let text = (0..<400).map { "w\($0)" }.joined(separator: " ")
        let uri = try await fixture.upload("x.txt", text)
        let environment = try fixture.environment(["CHUNK_SIZE_DOC_SPLIT": "50", "OVERLAP_FOR_DOC_SPLIT": "10"])
        try await fixture.ingest(uri, in: environment)
        let short = await fixture.store.active(uri)
        #expect(short.count > 30)
        #expect(short.allSatisfy { $0.text.unicodeScalars.count <= 50 })
        fixture.model.take(atMost: 300)
        try await fixture.upload("x.txt", text + " more")
        try await fixture.ingest(uri)
        let limited = await fixture.store.active(uri).map(\.text.unicodeScalars.count)
        #expect(limited.max().map { $0 <= 300 && $0 > 250 } == true)
        #expect(fixture.lines.all.contains { $0["message"]?.string?.contains("at most 300") == true })
    }

    @Test func `a document of 12,000 chunks is one transaction`() async throws {
        let fixture = IngestionFixture()
        let text = (0..<12_000).map { "paragraph number \($0) of the long document" }.joined(separator: "\n\n")
        let uri = try await fixture.upload("long.txt", text)
        let environment = try fixture.environment(["CHUNK_SIZE_DOC_SPLIT": "50", "OVERLAP_FOR_DOC_SPLIT": "0"])
        let result = try await fixture.ingest(uri, in: environment)
        #expect((result.embeddings, result.chunks, result.status) == (12_000, 12_000, nil))
        #expect(await fixture.store.transactions == 1)
        let chunks = await fixture.store.active(uri)
        let model = try HashEmbedderReference(dimension: 16)
        for index in [0, 1, 1535, 1536, 7_777, 11_999] {
            #expect(chunks[index].text == "paragraph number \(index) of the long document")
            #expect(chunks[index].metadata["chunk_index"]?.int == Int64(index))
            #expect(chunks[index].vector == (try await model.vector(chunks[index].text)))
        }
    }

    @Test func `a text that is said twice is embedded once`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("t.csv", "a\nsame\nsame\nother\n")
        let result = try await fixture.ingest(uri)
        #expect((result.embeddings, result.reused, fixture.model.texts) == (3, 0, ["a: same", "a: other"]))
    }

    @Test func `pictures are kept under names that stay, and tokens of those that cannot be are left out`() async throws
    {
        let fixture = IngestionFixture()
        let body =
            "<w:p><w:r><w:t>before</w:t><w:drawing><a:blip r:embed=\"p\"/></w:drawing><w:t>after</w:t></w:r></w:p>"
        let docx = OfficeSamples.docx(
            body, references: [("p", "image", "media/i.png")], parts: ["word/media/i.png": "picture one"])
        let uri = try await fixture.upload("x.docx", docx)
        #expect(try await fixture.ingest(uri).status == nil)
        let text = try #require(await fixture.store.active(uri).first?.text)
        let match = try #require(text.wholeMatch(of: /before\n\(!\?#Image:([A-Za-z0-9]{5})\)\nafter/))
        let sha256 = try Digest.hash(.sha256, Array("picture one".utf8)).hexadecimal
        let key = try MediaFolder.key(sha256: sha256, extension: "png", in: uri)
        #expect(try await fixture.media.head(key)?.contentType == "image/png")
        let links = try await LinksTable(fixture.linksTable).links(of: uri)
        #expect(links.map(\.id) == [String(match.1)])
        #expect(links.map(\.original) == ["https://media.s3.amazonaws.com/\(key)"])
        #expect(try await fixture.ingest(uri, run: "run-2").reused == 1)
        #expect(try await LinksTable(fixture.linksTable).links(of: uri).count == 1)
        let copy = try await fixture.upload("y.docx", docx)
        let environment = try fixture.environment { environment in
            let bucket = environment.cloud.bucket
            environment.cloud.bucket = {
                $0 == "media" ? PrefixedObjectStore(bucket("media"), prefix: "\u{1}") : bucket($0)
            }
        }
        #expect(try await fixture.ingest(copy, in: environment).status == nil)
        #expect(await fixture.store.active(copy).map(\.text) == ["before\nafter"])
    }

    @Test func `pages without text are read off their pictures once, and keep their numbers`() async throws {
        guard PDFs.canBeRead(for: "recognition of pages in tasks") else { return }
        let fixture = IngestionFixture()
        let page = PDFMaker.text([(72, 700, "one two three four five six seven eight nine ten eleven")])
        let uri = try await fixture.upload("x.pdf", PDFMaker(pages: [page, "", page]).bytes())
        let recognizer = TestRecognizer()
        let environment = try fixture.environment { $0.recognizer = recognizer }
        let result = try await fixture.ingest(uri, in: environment)
        #expect((result.status, result.pages, result.pagesWithoutText) == (nil, 3, []))
        #expect(recognizer.asked == [[2]])
        let chunk = try #require(await fixture.store.active(uri).first)
        #expect(chunk.text.contains("eleven\n\nread off the picture of page 2\n\none two"))
        #expect((chunk.metadata["page"]?.int, chunk.metadata["page_end"]?.int) == (1, 3))
        try await fixture.upload("x.pdf", PDFMaker(pages: [page, ""]).bytes())
        #expect(try await fixture.ingest(uri).pagesWithoutText == [2])
        recognizer.fail()
        try await fixture.upload("x.pdf", PDFMaker(pages: ["", page]).bytes())
        #expect(try await fixture.ingest(uri, in: environment).status == .rawTextExtractionFailed)
        #expect(try await fixture.status(uri) == .updated)
        let short = try await fixture.upload(
            "y.pdf", PDFMaker(pages: [PDFMaker.text([(72, 700, "four words and done")])]).bytes())
        #expect(try await fixture.ingest(short).status == .noValidChunks)
        #expect(try await fixture.status(short) == .failed)
    }

    @Test func `films need somebody who writes them down, and a bucket`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.mp4", "film")
        #expect(try await fixture.ingest(uri).status == .videoProcessingFailed)
        let without = try fixture.environment { $0.cloud.mediaBucket = nil }
        #expect(try await fixture.ingest(uri, in: without).status == .missingMediaBucket)
        for text in ["(!?#Timestamp:0.0) spk_0: hello", nil] {
            let dry = try fixture.environment { $0.films = TestFilms(text: text, isDryRun: true) }
            let result = try await fixture.ingest(uri, run: "run-3", in: dry)
            #expect((result.status, result.embeddings, result.skipped) == (nil, 0, "DRY_RUN"))
            #expect(try await fixture.status(uri) == .updated)
        }
        let films = try fixture.environment { $0.films = TestFilms(text: "(!?#Timestamp:0.0) spk_0: hello") }
        #expect(try await fixture.ingest(uri, run: "run-4", in: films).embeddings == 1)
        let silent = try await fixture.upload("y.mp4", "film")
        let nothing = try fixture.environment { $0.films = TestFilms(text: nil) }
        #expect(try await fixture.ingest(silent, in: nothing).status == .noVideoChunks)
    }
}
