import Basics
import JSON
import TestSupport
import Testing

@testable import DocumentReaders

extension PDFTests {
    /// PDFs of other people's, with phrases that must be found on the right page.
    @Suite struct PDFFactsTests {
        @Test func everyPhraseIsOnItsPage() throws {
            let check = "phrases of real PDFs"
            guard let path = Skips.sharedFile("data/documents/facts.jsonl", for: check), PDFSupport.isThere(for: check)
            else { return }
            var (found, all, optional) = (0, 0, 0)
            for line in try FileSystem.read(path).split(separator: 0x0A) {
                let facts = try JSONValue.parse(Array(line))
                guard let name = facts["file"]?.string, name.hasPrefix("pdf/"),
                    let file = Skips.sharedFile("data/documents/files/\(name)", for: check)
                else { continue }
                let document = try? Collector.read(try FileSystem.read(file), .pdf).first
                if facts["status"]?.string == "INVALID_CONTENT" {
                    #expect(document == nil, "\(name) is read")
                    continue
                }
                let read = try #require(document, "\(name)")
                if let pages = facts["pages"]?.int { #expect(read.details.pageCount == Int(pages), "\(name)") }
                if let missing = facts["pages_without_text"]?.array {
                    #expect(read.details.pagesWithoutText == missing.compactMap { $0.int.map { Int($0) } }, "\(name)")
                }
                for phrase in facts["must_contain"]?.array ?? [] {
                    let isOptional = phrase["optional"] != nil
                    let isThere = try contains(phrase, PDFSupport.page(Int(#require(phrase["page"]?.int)), of: read))
                    #expect(isThere || isOptional, "\(name): \(phrase["phrase"]?.string ?? "")")
                    if isOptional {
                        optional += isThere ? 1 : 0
                    } else {
                        all += 1
                        found += isThere ? 1 : 0
                    }
                }
            }
            print("pdf: \(found) of \(all) phrases, and \(optional) that need not be there")
            #expect(found == all && all >= 70)
        }

        private func contains(_ phrase: JSONValue, _ text: String) throws -> Bool {
            var (words, text) = (Facts.words(try #require(phrase["phrase"]?.string)[...]), Facts.words(text[...]))
            if phrase["compare"]?.string == "nospace" {
                words = words.filter { $0 != " " }
                text = text.filter { $0 != " " }
            }
            return Facts.count(words, in: text) > 0
        }
    }
}
