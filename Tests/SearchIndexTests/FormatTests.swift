import Basics
import TestSupport
import Testing

@testable import SearchIndex

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

    @Test("A number cut short, or longer than 32 bits, is no number")
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
                read[index.stored(entry.document, StoredNames.key)] = (entry.kinds, entry.rank)
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
                try SearchIndex(bytes: ByteView(copying: bytes[..<count]))
            }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("fdnix index") == true)
        }
        var foreign = bytes
        foreign[8] = 99
        let error = #expect(throws: FdnixError.self) { try SearchIndex(bytes: ByteView(copying: foreign)) }
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
            guard let index = try? SearchIndex(bytes: ByteView(copying: damaged)) else { continue }
            let isPadding = (try? index.verify()) != nil
            if isPadding { #expect(bytes[position] == 0) }
        }
    }

    @Test("A damaged index gives errors or answers, never a crash")
    func fuzz() throws {
        var random = SplitMix(11)
        let vectors = (0..<40 * 64).map { _ in Float.random(in: -1...1, using: &random) }
        let documents = (0..<40).map {
            document(
                "p\($0).q", program: "r\($0)", description: "word\($0 % 5) other", license: ["x"], group: "g\($0 % 4)",
                vector: $0)
        }
        let bytes = try indexBytes(documents) {
            $0.vectors = vectors
            $0.dimension = 64
        }
        for _ in 0..<TestSettings.fuzzIterations(300) {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                damaged[Int.random(in: IndexFormat.headerSize..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            // The section table has a checksum; make it fit, so that the damage gets through.
            let sections = Int(damaged[12])
            let table =
                IndexFormat.headerSize..<min(IndexFormat.headerSize + sections * IndexFormat.entrySize, bytes.count)
            let checksum = damaged[table].withUnsafeBytes { XXHash64.hash($0) }
            withUnsafeBytes(of: checksum.littleEndian) { for i in 0..<8 { damaged[24 + i] = $0[i] } }
            guard let index = try? SearchIndex(bytes: ByteView(copying: damaged)) else { continue }
            let searcher = Searcher(index)
            for text in ["word1", "p3.q", "r1", "wrod2 other", "x", "zzzz", "\"word1 other\"", "w -other"] {
                var request = SearchRequest(Query(parsing: text))
                request.vector = Array(vectors.prefix(64))
                request.filters = [index.filter(.license) { $0 == "x" }]
                request.explain = true
                for hit in searcher.search(request).hits { _ = index.stored(hit.document, 4) }
            }
            _ = try? index.verify()
            _ = index.document(key: "p3.q").map(index.variants)
        }
    }
}
