import Basics
import TestSupport
import Testing

@testable import SearchEngine

@Suite("The index file")
struct FormatTests {
    @Test("Variable-length numbers read back as written")
    func varints() {
        for value: UInt32 in [0, 1, 127, 128, 300, 16_383, 16_384, .max] {
            var bytes: [UInt8] = []
            Varint.append(value, to: &bytes)
            var position = 0
            #expect(bytes.withUnsafeBytes { Varint.read($0, &position) } == value)
            #expect(position == bytes.count)
        }
    }

    @Test("A number cut short, or longer than 32 bits, is not a number")
    func damagedVarints() {
        for bytes: [UInt8] in [[], [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]] {
            var position = 0
            #expect(bytes.withUnsafeBytes { Varint.read($0, &position) } == nil)
        }
    }

    @Test("Delta-coded lists of the documents behind a name read back as written, kinds and ranks with them")
    func nameLists() throws {
        var random = SplitMix(1)
        var documents = (0..<600).map { document("key\($0)", name: "n\($0 % 7)") }
        for i in documents.indices where Int.random(in: 0..<3, using: &random) == 0 {
            documents[i].knownAs = [(.alias, "shared", i % 300), (.alternative, "n3", i % 5)]
        }
        let index = try index(documents)
        for text in ["n0", "n3", "n6", "shared", "key599"] {
            let name = try #require(index.names.index(of: Array(text.utf8)))
            var read: [String: (kinds: UInt8, rank: UInt8)] = [:]
            var last = -1
            index.names.forEach(name) { entry in
                #expect(entry.document > last)
                last = entry.document
                read[index.stored(entry.document, 0)] = (entry.kinds, entry.rank)
            }
            for document in documents {
                let known = document.knownAs.filter { $0.text == text }
                let own = document.names.filter { $0.text == text }.map(\.kind)
                let kinds = (own + known.map(\.kind)).reduce(0) { $0 | $1.bit }
                #expect(read[document.key]?.kinds ?? 0 == kinds)
                #expect(read[document.key]?.rank ?? 0 == UInt8(clamping: known.first?.rank ?? 0))
            }
        }
    }

    @Test("Stored values, shared and inline, read back as written")
    func storedValues() throws {
        var documents = [document("a"), document("b"), document("long-name")]
        for i in documents.indices {
            documents[i].stored += [
                .shared("same"), .inline("é\(i)"), .shared(""), .inline(String(repeating: "x", count: 300)),
            ]
        }
        let index = try index(documents)
        for i in 0..<3 {
            #expect(index.stored(i, 0) == ["a", "b", "long-name"][i])
            #expect(index.stored(i, 5) == "same")
            #expect(index.stored(i, 6) == "é\(i)")
            #expect(index.stored(i, 7) == "")
            #expect(index.stored(i, 8).count == 300)
            #expect(index.stored(i, 9) == "")
        }
    }

    @Test("Posting lists hold exactly the documents of each term, past the border of a chunk too")
    func postings() throws {
        let count = PostingLists.chunkSize + 50
        let documents = (0..<count).map { i in
            document("p\(i)", description: i % 7 == 0 ? "seven" : i == count - 1 ? "last" : "")
        }
        let index = try index(documents)
        var found = 0
        let term = try #require(Array("seven".utf8).withUnsafeBytes { index.terms.index(of: $0) })
        var last = -1
        index.postings.forEach(term) { document, impact in
            #expect(document > last && impact > 0)
            #expect(index.stored(document, 4) == "seven")
            #expect(index.postings.impact(term, document) == impact)
            last = document
            found += 1
        }
        #expect(found == (count + 6) / 7)
        #expect(index.postings.count(term) == found)
        #expect(keys(index, "last") == ["p\(count - 1)"])
    }

    @Test("Every term, name and facet value of random documents can be found again")
    func roundTrip() throws {
        var random = SplitMix(7)
        let words = (0..<60).map { "w\(String($0, radix: 36))x" }
        let documents = (0..<400).map { i in
            document(
                "set\(i % 5).n\(i)", program: "run\(i)",
                description: words.shuffled(using: &random).prefix(6).joined(separator: " "),
                license: [["MIT"], ["GPL", "MIT"], []][i % 3])
        }
        let index = try index(documents)
        try index.verify()
        for document in documents {
            let number = try #require(index.document(key: document.key))
            #expect(index.stored(number, 0) == document.key)
            #expect(index.facetValues(number, .license) == document.facets[.license])
            for word in (document.texts[.description] ?? "").split(separator: " ") {
                let term = try #require(Array(word.utf8).withUnsafeBytes { index.terms.index(of: $0) })
                #expect(index.postings.impact(term, number) > 0)
            }
        }
    }

    @Test("Building twice gives the same bytes")
    func deterministic() throws {
        let documents = (0..<100).map {
            document("p\($0)", description: "some words about \($0 % 9)", license: ["L\($0 % 4)"])
        }
        #expect(try indexBytes(documents) == indexBytes(documents.reversed()))
    }

    @Test("An index cut short, or with a foreign header, is an error that says what to do")
    func damagedHeader() throws {
        let bytes = try indexBytes([document("a", description: "words")])
        for count in [0, 1, 63, 64, 200, bytes.count - 1] {
            let error = #expect(throws: FdnixError.self) {
                try SearchIndex(bytes: ByteView(copying: bytes[..<count]), schema: .tests)
            }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("build it again") == true)
        }
        var foreign = bytes
        foreign[8] = 99
        let error = #expect(throws: FdnixError.self) {
            try SearchIndex(bytes: ByteView(copying: foreign), schema: .tests)
        }
        #expect(error?.code == .incompatible)
    }

    @Test("Verification finds every flipped bit")
    func verification() throws {
        let bytes = try indexBytes((0..<30).map { document("p\($0)", description: "a few more words") })
        var random = SplitMix(3)
        for _ in 0..<200 {
            var damaged = bytes
            let position = Int.random(in: 0..<bytes.count, using: &random)
            damaged[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            // Padding between sections is nobody's data.
            guard let index = try? SearchIndex(bytes: ByteView(copying: damaged), schema: .tests) else { continue }
            let isPadding = (try? index.verify()) != nil
            if isPadding { #expect(bytes[position] == 0) }
        }
    }

    @Test("An index of another schema is refused")
    func otherSchema() throws {
        let bytes = try indexBytes([document("a")])
        var other = IndexSchema.tests
        other.facets.removeLast()
        let error = #expect(throws: FdnixError.self) {
            try SearchIndex(bytes: ByteView(copying: bytes), schema: other)
        }
        #expect(error?.code == .corrupt)
    }

    @Test("More text than offsets reach is refused before any work, and nothing is written")
    func tooLarge() throws {
        try withTemporaryDirectory { directory in
            var builder = IndexBuilder(schema: .tests)
            builder.maximumTextBytes = 2000
            let documents = [document("a", description: String(repeating: "long ", count: 300))]
            let error = #expect(throws: FdnixError.self) { try builder.write(documents, to: "\(directory)/idx") }
            #expect(error?.code == .usage)
            #expect(error?.message.contains("2000") == true)
            #expect(try FileSystem.entries(of: directory).isEmpty)
            builder.maximumTextBytes = 20_000
            try builder.write(documents, to: "\(directory)/idx")
            #expect(try SearchIndex(path: "\(directory)/idx", schema: .tests).documentCount == 1)
        }
    }
}
