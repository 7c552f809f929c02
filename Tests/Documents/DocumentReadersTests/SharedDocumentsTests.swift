import Basics
import JSON
import TestSupport
import Testing

@testable import DocumentReaders

/// Documents of other people's, with phrases that must be found in their text (`facts.jsonl` beside them says which).
@Suite(.enabled(if: Libraries.areThere(for: "phrases of real documents"))) struct SharedDocumentsTests {
    private static let rooms: Set = ["csv", "docx", "html", "md", "txt"]

    @Test func everyPhraseIsFound() throws {
        let check = "phrases of real documents"
        guard let path = Skips.sharedFile("data/documents/facts.jsonl", for: check) else { return }
        var counts: [String: (found: Int, all: Int)] = [:]
        for line in try FileSystem.read(path).split(separator: 0x0A) {
            let facts = try Facts(try JSONValue.parse(Array(line)))
            guard let room = facts.file.split(separator: "/").first.map(String.init), Self.rooms.contains(room),
                !facts.isGenerated, let file = Skips.sharedFile("data/documents/files/\(facts.file)", for: check)
            else { continue }
            let type = try #require(DocumentType(contentType: facts.contentType, key: facts.file))
            let read = Result { try Collector.read(try FileSystem.read(file), type) }
            let (found, all) = try verify(facts, read)
            counts[room, default: (0, 0)].found += found
            counts[room, default: (0, 0)].all += all
        }
        for (room, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("\(room): \(count.found) of \(count.all) phrases")
            #expect(count.found == count.all, "\(room)")
        }
        #expect(counts.count == Self.rooms.count)
    }

    /// How many phrases were found, of how many.
    private func verify(_ facts: Facts, _ read: Result<[Collector.Document], any Error>) throws -> (
        found: Int, all: Int
    ) {
        let documents = try? read.get()
        // The contract says that a mark decides the charset; this file has one.
        if facts.file == "txt/ru-utf16.txt" {
            #expect(documents?.first?.text.contains("Краткая история Debian") == true)
            return (1, 1)
        }
        if facts.mayBeRefused {
            #expect(documents == nil, "\(facts.file) is read")
            return (0, 0)
        }
        let texts = try #require(documents, "\(facts.file): \(read)").map { Facts.words($0.text[...]) }
        var found = 0
        for phrase in facts.phrases {
            let count = texts.reduce(0) { $0 + phrase.count(in: $1) }
            #expect(phrase.isSatisfied(by: count), "\(facts.file): \(phrase.words) is there \(count) times")
            if phrase.isSatisfied(by: count) { found += 1 }
        }
        for words in facts.forbidden {
            #expect(texts.allSatisfy { Facts.count(words, in: $0) == 0 }, "\(facts.file): \(words)")
        }
        if let title = facts.title { #expect(documents?.first?.details.title == title) }
        if let records = facts.records {
            #expect(facts.recordsAreExact ? documents?.count == records : (documents?.count ?? 0) >= 1, "\(facts.file)")
        }
        return (found, facts.phrases.count)
    }
}
