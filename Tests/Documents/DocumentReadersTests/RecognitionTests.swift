import Basics
import DocumentReadersSamples
import TestSupport
import Testing

@testable import DocumentReaders

extension PDFTests {
    @Suite struct RecognitionTests {
        @Test func aScannedPageIsReadInAChild() async throws {
            let check = "scanned pages"
            guard PDFSupport.isThere(for: check),
                let path = Skips.sharedFile("data/documents/files/pdf/scan-only.pdf", for: check)
            else { return }
            do {
                _ = try TesseractEngine(languages: "eng")
            } catch {
                return Skips.note(check, error.message)
            }
            let collector = Collector()
            let isIsolated = try await ReadingPool().read(
                path, as: .pdf, ReadingOptions(recognitionLanguages: "eng"), into: collector)
            let document = try #require(collector.documents.first)
            #expect(document.details.pagesWithoutText.isEmpty)
            #expect(document.text.contains("Happy New Year 2003!"))
            #if os(Linux)
                #expect(isIsolated)
            #endif
        }

        @Test func missingLanguagesAreOneLineAndTheRestGoesOn() throws {
            guard PDFSupport.isThere(for: "languages of scanned pages") else { return }
            let pages = [PDFMaker.text([(x: 60, y: 700, text: "A page of text with many words")]), "0 0 10 10 re f"]
            let document = try #require(
                try Collector.read(
                    PDFMaker(pages: pages).bytes(), .pdf, ReadingOptions(recognitionLanguages: "no-such-language")
                ).first)
            #expect(document.text == "A page of text with many words")
            #expect(document.details.pagesWithoutText == [2])
            #expect(document.details.recognitionProblem?.contains("apt-get install") == true)
        }

        @Test func pagesBeyondTheTimeAreLeftUnread() throws {
            guard PDFSupport.isThere(for: "the time of scanned pages") else { return }
            let pages = ["0 0 10 10 re f", PDFMaker.text([(x: 60, y: 700, text: "A page of text with many words")])]
            var options = ReadingOptions(recognitionLanguages: "eng")
            options.recognitionSeconds = 0
            let document = try #require(try Collector.read(PDFMaker(pages: pages).bytes(), .pdf, options).first)
            #expect(document.text == "A page of text with many words")
            #expect(document.details.pagesWithoutText == [1])
            #expect(document.details.recognitionProblem?.contains("split the file") == true)
        }

        @Test func childrenKeepTimeForTheRest() throws {
            let request = ReadingRequest(
                type: .pdf, options: ReadingOptions(recognitionLanguages: "eng"), addressSpace: 1 << 30,
                processorSeconds: 300)
            #expect(try ReadingRequest(request.encoded()).options.recognitionSeconds == 200)
        }

        @Test func namesOfLanguagesAreNotPaths() throws {
            #expect(throws: FdnixError.self) { try TesseractEngine(languages: "../../etc/passwd") }
            #expect(throws: FdnixError.self) { try TesseractEngine(languages: "") }
        }
    }
}
