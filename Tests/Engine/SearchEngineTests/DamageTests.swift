import Basics
import TestSupport
import Testing

@testable import SearchEngine

/// Damaged indexes: every kernel's vector length, several chunks of postings, and the header among what is damaged. Worth
/// most under the address sanitizer (`make sanitize`).
@Suite("Damaged indexes")
struct DamageTests {
    /// What is damaged: 256 dimensions, for which the widest kernels exist, or documents past the border of a chunk.
    enum Shape: CaseIterable {
        case small, wide, chunks
    }

    @Test("A damaged index gives errors or answers, never a crash", arguments: Shape.allCases)
    func fuzz(shape: Shape) throws {
        var random = SplitMix(11)
        let dimension = shape == .small ? 64 : 256
        let vectors = (0..<40 * dimension).map { _ in Float.random(in: -1...1, using: &random) }
        let bytes = try file(shape, vectors, dimension)
        let rounds = TestSettings.fuzzIterations(shape == .chunks ? 40 : 200)
        var (refused, answered) = (0, 0)
        for _ in 0..<rounds {
            let damaged = damage(bytes, &random)
            guard let index = try? SearchIndex(bytes: ByteView(copying: damaged), schema: .tests) else {
                refused += 1
                continue
            }
            answered += 1
            #expect(index.documentCount <= IndexFormat.maximumDocuments)
            use(index, vectors, dimension)
        }
        // Both happen, or the damage was not what it should be.
        #expect(refused > 0 && answered > 0 && refused + answered == rounds)
    }

    private func file(_ shape: Shape, _ vectors: [Float], _ dimension: Int) throws -> [UInt8] {
        let count = shape == .chunks ? PostingLists.chunkSize + 200 : 40
        let documents = (0..<count).map { i in
            let isTold = i < 40 || i % 500 == 0
            return document(
                "p\(i).q", program: isTold ? "r\(i)" : "", description: isTold ? "word\(i % 5) other" : "",
                license: ["x"], group: isTold ? "g\(i % 4)" : "", vector: i < 40 ? i : nil)
        }
        return try indexBytes(documents) {
            $0.vectors = vectors
            $0.dimension = dimension
        }
    }

    /// Some bytes changed: in the sections, in the section table, in the header. Checksums are made to fit again, mostly, so
    /// that the damage gets through.
    private func damage(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var damaged = bytes
        let tableEnd = IndexFormat.headerSize + Int(bytes[12]) * IndexFormat.entrySize
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let place =
                switch Int.random(in: 0..<10, using: &random) {
                case 0: Int.random(in: 8..<IndexFormat.headerSize, using: &random)
                case 1, 2: Int.random(in: IndexFormat.headerSize..<tableEnd, using: &random)
                // The counts are the first section: everything is checked against them.
                case 3: Int.random(in: tableEnd..<min(tableEnd + 128, bytes.count), using: &random)
                default: Int.random(in: tableEnd..<bytes.count, using: &random)
                }
            damaged[place] =
                Bool.random(using: &random)
                ? UInt8.random(in: 0...255, using: &random)
                : damaged[place] ^ 1 << UInt8.random(in: 0..<8, using: &random)
        }
        if Int.random(in: 0..<20, using: &random) == 0 {
            damaged.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            return damaged
        }
        let sections = Int(damaged[12])
        let end = min(IndexFormat.headerSize + sections * IndexFormat.entrySize, damaged.count)
        let checksum = damaged[IndexFormat.headerSize..<end].withUnsafeBytes { XXHash64.hash($0) }
        withUnsafeBytes(of: checksum.littleEndian) { for i in 0..<8 { damaged[24 + i] = $0[i] } }
        return damaged
    }

    /// Everything that a reader does.
    private func use(_ index: SearchIndex, _ vectors: [Float], _ dimension: Int) {
        let searcher = Searcher(index)
        for text in ["word1", "p3.q", "r1", "wrod2 other", "x", "zzzz", "\"word1 other\"", "w -other"] {
            var request = SearchRequest(Query(parsing: text))
            request.vector = Array(vectors.prefix(dimension))
            request.filters = [index.filter(.license) { $0 == "x" }]
            request.facets = [.license, .set]
            request.explain = true
            let results = searcher.search(request)
            for hit in results.hits {
                #expect(hit.document < index.documentCount)
                _ = index.stored(hit.document, 4)
                index.forEachFacetValue(hit.document, .license) { _ in }
            }
            if let best = results.hits.first { _ = searcher.similar(to: best.document, limit: 3) }
        }
        _ = try? index.verify()
        _ = index.document(key: "p3.q").map(index.variants)
    }
}
