import Basics
import CKernels
import TestSupport
import Testing
import Text

@testable import SearchEngine

@Suite("Vectors")
struct VectorTests {
    @Test("The best are selected from any order, with equal ones among them")
    func selecting() {
        var random = SplitMix(13)
        for count in [0, 1, 2, 3, 10, 500] {
            for wanted in [0, 1, 2, 9, 200, 500, 600] {
                let items = (0..<count).map { _ in UInt64.random(in: 0...60, using: &random) }
                for var order in [items, items.sorted(), items.sorted(by: >)] {
                    order.withUnsafeMutableBufferPointer { TopHits.select(wanted, of: $0) }
                    #expect(order.prefix(wanted).sorted() == items.sorted().suffix(wanted))
                }
            }
        }
    }

    @Test("The semantic leg finds the nearest vectors, and documents that share one share their cosine")
    func nearest() throws {
        var random = SplitMix(6)
        let dimension = 64
        var vectors: [Float] = []
        for _ in 0..<500 {
            let row = (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) }
            let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            vectors += row.map { $0 / norm }
        }
        let documents = (0..<501).map { document("d\($0)", vector: min($0, 499)) }
        let index = try index(documents) {
            $0.vectors = vectors
            $0.dimension = dimension
        }
        #expect(index.vectorCount == 500)
        for i in [0, 123, 499] {
            var request = SearchRequest(Query(parsing: "unheard-of"))
            request.vector = Array(vectors[i * dimension..<(i + 1) * dimension])
            request.explain = true
            let hits = Searcher(index).search(request).hits
            #expect(index.stored(try #require(hits.first).document, 0) == "d\(i)")
            #expect(abs((hits.first?.explanation?.cosine ?? 0) - 1) < 0.01)
            if i == 499 { #expect(hits[1].score == hits[0].score) }
        }
    }
}

@Suite("Substrings")
struct SubstringTests {
    @Test("A word is found in text of any case, and text beyond ASCII is never ruled out")
    func anyCase() {
        var random = SplitMix(11)
        let alphabet = Array("aAbBzZ@[`{1+ ".utf8)
        for length in [0, 1, 5, 40, 100] {
            for _ in 0..<300 {
                var text = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0x61 }
                let word = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    Array("abz1+@".utf8).randomElement(using: &random) ?? 0x61
                }
                if Int.random(in: 0..<9, using: &random) == 0, length > 0 { text[length / 2] = 0xC3 }
                let folded = text.map(Folding.lower)
                let expected =
                    text.contains { $0 >= 0x80 } || folded.indices.contains { folded[$0...].starts(with: word) }
                for simd in [fdnix_simd_portable, fdnix_simd_best()] {
                    #expect(fdnix_may_contain(text, text.count, word, word.count, simd) == expected)
                }
            }
        }
    }

    @Test("Finds the strings of a table that have a text in them, and no others")
    func reference() throws {
        var random = SplitMix(10)
        func word(_ length: ClosedRange<Int>) -> [UInt8] {
            (0..<Int.random(in: length, using: &random)).map { _ in UInt8.random(in: 97...99, using: &random) }
        }
        let words = (0..<400).map { _ in word(0...40) }
        let encoded = StringTable.encode(words)
        let table = try StringTable(
            offsets: ByteView(copying: encoded.offsets.withUnsafeBytes { Array($0) }),
            blob: ByteView(copying: encoded.blob), count: words.count, "test")
        for part in [[], [97], [99, 99], word(3...3), word(4...4), word(6...6), word(9...9), [120]] {
            let expected = words.indices.filter { i in
                part.isEmpty || words[i].indices.contains { words[i][$0...].starts(with: part) }
            }
            var found: [Int] = []
            table.forEach(containing: part) { found.append($0) }
            #expect(found == expected)
            #expect(
                fdnix_find(encoded.blob, encoded.blob.count, 0, part, part.count, fdnix_simd_portable)
                    == fdnix_find(encoded.blob, encoded.blob.count, 0, part, part.count, fdnix_simd_best()))
        }
    }
}

@Suite("Fuzzy matching")
struct FuzzyMatcherTests {
    @Test("Finds exactly the strings that the textbook says are near")
    func reference() throws {
        var random = SplitMix(8)
        func word() -> [UInt8] {
            (0..<Int.random(in: 1...7, using: &random)).map { _ in UInt8.random(in: 97...99, using: &random) }
        }
        let words = Set((0..<150).map { _ in word() }).sorted { $0.lexicographicallyPrecedes($1) }
        let encoded = StringTable.encode(words)
        let table = try StringTable(
            offsets: ByteView(copying: encoded.offsets.withUnsafeBytes { Array($0) }),
            blob: ByteView(copying: encoded.blob),
            count: words.count, "test")
        for _ in 0..<25 {
            let pattern = word()
            let distances = words.map { reference(pattern, $0) }
            for limit in 0...3 {
                var matcher = FuzzyMatcher(pattern, limit: limit)
                var found: [Int: Int] = [:]
                matcher.forEachMatch(in: table, 0..<words.count) { found[$0] = $1 }
                for (i, distance) in distances.enumerated() {
                    #expect(found[i] == (distance <= limit ? distance : nil))
                }
            }
        }
    }

    /// The whole matrix, as textbooks have it.
    private func reference(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var d = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { d[i][0] = i }
        for j in 0...b.count { d[0][j] = j }
        for i in 1...a.count {
            for j in 1...b.count {
                d[i][j] = min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1)
                }
            }
        }
        return d[a.count][b.count]
    }
}
