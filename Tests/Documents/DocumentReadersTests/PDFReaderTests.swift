import Basics
import DocumentReadersSamples
import TestSupport
import Testing

@testable import DocumentReaders

extension PDFTests {
    @Suite struct PDFReaderTests {
        private func text(_ maker: PDFMaker, isWhole: Bool = true, hasCatalog: Bool = true) throws -> Collector.Document
        {
            try #require(try Collector.read(maker.bytes(isWhole: isWhole, hasCatalog: hasCatalog), .pdf).first)
        }

        private static let left = [
            "The first column tells how rivers", "find their way down to the sea and",
            "why they bend, for water takes the",
            "softest way, and carries the earth", "of one bank over to the other bank.",
        ]
        private static let right = [
            "The second column is about bridges", "that people build where rivers are",
            "narrow enough, of wood and of stone",
            "or of steel, as wide as their time", "could make them without any pillar.",
        ]

        @Test func columnsDrawnLineByLineAreReadOneAfterTheOther() throws {
            guard PDFSupport.isThere(for: "columns of PDF") else { return }
            var lines: [(x: Int, y: Int, text: String)] = [
                (x: 60, y: 720, text: "A heading over the whole width of the page")
            ]
            for index in 0..<5 {
                lines.append((x: 60, y: 700 - 12 * index, text: Self.left[index]))
                lines.append((x: 330, y: 700 - 12 * index, text: Self.right[index]))
            }
            let document = try text(PDFMaker(pages: [PDFMaker.text(lines)]))
            #expect(document.text.contains(Self.left.joined(separator: "\n")))
            #expect(document.text.contains(Self.right.joined(separator: "\n")))
            #expect(document.text.hasPrefix("A heading over the whole width of the page\nThe first"))
        }

        @Test func rowsOfTablesStayTogether() throws {
            guard PDFSupport.isThere(for: "tables of PDF") else { return }
            var lines: [(x: Int, y: Int, text: String)] = []
            for index in 0..<8 {
                lines.append((x: 60, y: 700 - 12 * index, text: "Alabama \(index)"))
                lines.append((x: 330, y: 700 - 12 * index, text: "\(index) 12,345"))
            }
            let document = try text(PDFMaker(pages: [PDFMaker.text(lines)]))
            for index in 0..<8 { #expect(document.text.contains("Alabama \(index) \(index) 12,345")) }
        }

        @Test func pagesAreCountedAndThoseWithoutTextNamed() throws {
            guard PDFSupport.isThere(for: "pages of PDF") else { return }
            let page = PDFMaker.text([(x: 60, y: 700, text: "A page of text with many words")])
            let document = try text(PDFMaker(pages: [page, "", page]))
            #expect(document.details.pageCount == 3)
            #expect(document.details.pagesWithoutText == [2])
            #expect(document.details.pages.map(\.number) == [1, 3])
            #expect(document.text == "A page of text with many words\n\nA page of text with many words")
        }

        @Test func filesThatWereCutOffGiveThePagesThatAreThere() throws {
            guard PDFSupport.isThere(for: "damaged PDF") else { return }
            let pages = (1...3).map { PDFMaker.text([(x: 60, y: 700, text: "This is page \($0) of the file")]) }
            for hasCatalog in [true, false] {
                let document = try text(PDFMaker(pages: pages), isWhole: false, hasCatalog: hasCatalog)
                #expect(document.details.pageCount == 3)
                for page in 1...3 { #expect(PDFSupport.page(page, of: document).contains("This is page \(page) of")) }
            }
        }

        @Test func fieldsOfFormsFollowTheirPage() throws {
            guard PDFSupport.isThere(for: "forms of PDF") else { return }
            let maker = PDFMaker(
                pages: [PDFMaker.text([(x: 60, y: 700, text: "A form with a name to be filled in")])],
                catalog: "/AcroForm<</Fields[4 0 R]>>",
                objects: ["<</Type/Annot/Subtype/Widget/FT/Tx/T(Name)/V(Ada Lovelace)/Rect[60 600 200 620]>>"],
                page: "/Annots[4 0 R]")
            #expect(try text(maker).text.hasSuffix("\nName: Ada Lovelace"))
        }

        @Test func hugePagesAndNonsenseAreEndedByLimits() throws {
            guard PDFSupport.isThere(for: "bombs of PDF") else { return }
            let maker = PDFMaker(pages: [PDFMaker.text([(x: 60, y: 700, text: "x")])], mediaBox: "0 0 2000000 2000000")
            var options = ReadingOptions()
            options.recognitionLanguages = "eng"
            let collector = Collector()
            var limits = PDFLimits()
            limits.pixels = 1_000_000
            try PDFReader.read(ByteView(copying: maker.bytes()), options, limits, into: collector)
            #expect(collector.documents.first?.details.pagesWithoutText == [1])
            #expect(throws: FdnixError.self) { try Collector.read(Array("%PDF-1.4 and nothing".utf8), .pdf) }
            #expect(throws: FdnixError.self) { try Collector.read([], .pdf) }
        }

        /// Each filter makes 64 bytes of one; the whole would be 68 gigabytes.
        @Test func nestedStreamsEndInLimits() async throws {
            guard PDFSupport.isThere(for: "bombs of PDF") else { return }
            let body = String(repeating: "z", count: 4096)
            let filters = String(repeating: "/RunLengthDecode", count: 4)
            let maker = PDFMaker(pages: [body])
            let plain = "<</Length 4096>>"
            var text = String(decoding: maker.bytes(isWhole: false), as: UTF8.self)
            let place = try #require(text.firstRange(of: plain))
            text.replaceSubrange(place, with: "<</Length 4096/Filter[\(filters)]>>")
            // Twice the byte 0x81: the next byte, 128 times.
            let bytes = text.utf8.map { $0 == UInt8(ascii: "z") ? 0x81 : $0 }
            var limits = ReadingLimits()
            limits.processorSeconds = 20
            let child = ReadingChild(limits: limits)
            try await withTemporaryDirectory { folder in
                try AtomicFile.write(bytes, to: "\(folder)/document.pdf")
                let collector = Collector()
                do {
                    try await ReadingPool(child).read(
                        "\(folder)/document.pdf", as: .pdf, ReadingOptions(), into: collector)
                    #expect(collector.documents.first?.details.pagesWithoutText == [1])
                } catch let error as FdnixError {
                    #expect(error.code == .malformedInput)
                }
            }
        }

        @Test func damageNeverBringsTheParentDown() async throws {
            guard PDFSupport.isThere(for: "hostile PDF") else { return }
            let whole = PDFMaker(pages: [PDFMaker.text([(x: 60, y: 700, text: "A page of text")])]).bytes()
            var random = SplitMix(21)
            let child = ReadingChild(limits: ReadingLimits())
            for _ in 0..<TestSettings.fuzzIterations(20) {
                var bytes = whole
                for _ in 0..<Int.random(in: 1...30, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
                try await withTemporaryDirectory { folder in
                    try AtomicFile.write(bytes, to: "\(folder)/document.pdf")
                    do {
                        try await ReadingPool(child).read(
                            "\(folder)/document.pdf", as: .pdf, ReadingOptions(), into: Collector())
                    } catch let error as FdnixError {
                        #expect(error.code == .malformedInput)
                    }
                }
            }
        }
    }
}
