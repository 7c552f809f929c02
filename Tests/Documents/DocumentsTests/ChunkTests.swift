import DocumentReaders
import Documents
import Testing
import TextSplitting

@Suite struct ChunkTests {
    /// The chunks of a text of which the details are `details`.
    private func chunks(_ text: String, _ details: DocumentDetails, size: Int) throws -> [DocumentChunk] {
        var found: [DocumentChunk] = []
        let splitter = try RecursiveTextSplitter(size: size, overlap: 0)
        let documents = ExtractedDocuments { found += $0.chunks(splitter) }
        for byte in text.utf8 { withUnsafeBytes(of: byte) { documents.append($0) } }
        try documents.endDocument(details)
        return found
    }

    @Test func chunksKnowTheirPagesAndSections() throws {
        var details = DocumentDetails()
        details.pages = [.init(number: 1, offset: 0), .init(number: 3, offset: 7), .init(number: 4, offset: 13)]
        details.sections = [.init(header: "bbb", offset: 7)]
        let found = try chunks("aaaaa\n\nbbb ü\n\ncccc", details, size: 6)
        #expect(found.map(\.text) == ["aaaaa", "bbb ü", "cccc"])
        #expect(found.map(\.offset) == [0, 7, 15])
        #expect(found.map(\.page) == [1, 3, 4])
        #expect(found.map(\.section) == [nil, "bbb", "bbb"])
        let whole = try chunks("aaaaa\n\nbbb ü\n\ncccc", details, size: 100)
        #expect(whole.first?.page == 1)
        #expect(whole.first?.lastPage == 4)
    }

    @Test func withoutPagesNoneIsNamed() throws {
        let found = try chunks("words", DocumentDetails(), size: 10)
        #expect(found.first?.page == nil)
        #expect(found.first?.lastPage == nil)
    }

    @Test(arguments: [
        ("one two, three", 3, true), ("one two, three", 4, false), ("日本語 ab", 4, true), ("日本語ab", 5, false),
        ("สวัสดี", 4, true), ("", 0, true), ("...", 1, false), ("a1b2", 2, false), ("한국", 2, true),
    ])
    func words(_ text: String, _ count: Int, _ reaches: Bool) {
        #expect(WordCount.reaches(count, in: text) == reaches)
    }
}
