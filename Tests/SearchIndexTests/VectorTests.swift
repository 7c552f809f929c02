import CKernels
import Embedding
import Testing

@testable import SearchIndex

@Suite("Vectors")
struct VectorTests {
    private var variants: [fdnix_simd] {
        #if arch(x86_64)
            [fdnix_simd_portable, fdnix_simd_avx2, fdnix_simd_avx512].filter { $0.rawValue <= fdnix_simd_best().rawValue }
        #else
            [fdnix_simd_portable, fdnix_simd_best()]
        #endif
    }

    @Test("Every instruction set gives the same dot products")
    func dotProducts() {
        var random = SeededGenerator(2)
        for dimension in [64, 256, 512] {
            let query = (0..<dimension).map { _ in Int8.random(in: -127...127, using: &random) }
            let rows = (0..<50 * dimension).map { _ in Int8.random(in: -127...127, using: &random) }
            let numbers = (0..<50).map { UInt32($0) }.shuffled(using: &random)
            let expected = numbers.map { row in
                (0..<dimension).reduce(Int32(0)) { $0 + Int32(query[$1]) * Int32(rows[Int(row) * dimension + $1]) }
            }
            for simd in variants {
                var out = [Int32](repeating: 0, count: 50)
                fdnix_dot_rows(query, rows, numbers, 50, dimension, &out, simd)
                #expect(out == expected)
            }
        }
    }

    @Test("Every instruction set gives the same distances")
    func distances() {
        var random = SeededGenerator(4)
        for words in [1, 4, 8] {
            for count in [0, 1, 2, 3, 101] {
                let query = (0..<words).map { _ in UInt64.random(in: 0 ... .max, using: &random) }
                let sketches = (0..<words * count).map { _ in UInt64.random(in: 0 ... .max, using: &random) }
                let expected = (0..<count).map { i in
                    UInt16((0..<words).reduce(0) { $0 + (query[$1] ^ sketches[i * words + $1]).nonzeroBitCount })
                }
                for simd in variants {
                    var out = [UInt16](repeating: 0, count: count)
                    fdnix_hamming_scan(query, sketches, count, words, &out, simd)
                    #expect(out == expected)
                }
            }
        }
    }

    @Test("The semantic leg finds the nearest vectors, and documents that share one share their cosine")
    func nearest() throws {
        var random = SeededGenerator(6)
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

@Suite("Edit distance")
struct EditDistanceTests {
    @Test("Agrees with the textbook recursion within its limit")
    func reference() {
        var random = SeededGenerator(8)
        func word() -> [UInt8] { (0..<Int.random(in: 0...7, using: &random)).map { _ in UInt8.random(in: 97...99, using: &random) } }
        for _ in 0..<2000 {
            let (a, b) = (word(), word())
            var comparison = EditDistance(a)
            let expected = reference(a[...], b[...])
            for limit in 0...3 {
                let found = b.withUnsafeBytes { comparison.distance(to: $0, limit: limit) }
                #expect(found == (expected <= limit ? expected : nil))
            }
        }
    }

    private func reference(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int {
        guard let x = a.last else { return b.count }
        guard let y = b.last else { return a.count }
        var best = min(
            reference(a.dropLast(), b) + 1, reference(a, b.dropLast()) + 1,
            reference(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1))
        if a.count > 1, b.count > 1, x == b[b.endIndex - 2], a[a.endIndex - 2] == y {
            best = min(best, reference(a.dropLast(2), b.dropLast(2)) + 1)
        }
        return best
    }
}
