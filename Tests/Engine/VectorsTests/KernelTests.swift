import CKernels
import TestSupport
import Testing

@Suite("Kernels")
struct KernelTests {
    private var variants: [fdnix_simd] {
        #if arch(x86_64)
            [fdnix_simd_portable, fdnix_simd_avx2, fdnix_simd_avx512].filter {
                $0.rawValue <= fdnix_simd_best().rawValue
            }
        #else
            [fdnix_simd_portable, fdnix_simd_best()]
        #endif
    }

    @Test("Every instruction set gives the same dot products")
    func dotProducts() {
        var random = SplitMix(2)
        for dimension in [64, 256, 512] {
            let query = (0..<dimension).map { _ in Int16.random(in: -2047...2047, using: &random) }
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
        var random = SplitMix(4)
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

    @Test("Every instruction set flips, transforms and takes the same signs, to the last bit")
    func rotations() {
        var random = SplitMix(6)
        for count in [1, 2, 4, 8, 16, 64, 100, 128, 1024, 1536] {
            let values = (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
            let bits = (0..<(count + 63) / 64).map { _ in UInt64.random(in: 0 ... .max, using: &random) }
            let flipped = values.indices.map { bits[$0 / 64] >> UInt64($0 % 64) & 1 == 1 ? -values[$0] : values[$0] }
            let width = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount)
            let transformed = hadamard(Array(flipped[..<width])).map { $0 * 0.3 }
            var signs = [UInt64](repeating: 0, count: count / 64)
            for i in 0..<signs.count * 64 where values[i] > 0 { signs[i / 64] |= 1 << UInt64(i % 64) }
            for simd in variants {
                var out = values
                fdnix_flip_signs(&out, count, bits, simd)
                #expect(out == flipped)
                fdnix_hadamard(&out, width, 0.3, simd)
                #expect(out.prefix(width).map(\.bitPattern) == transformed.map(\.bitPattern))
                var taken = [UInt64](repeating: 0, count: count / 64)
                fdnix_signs(values, count / 64, &taken, simd)
                #expect(taken == signs)
            }
        }
        let edges: [Float] = [0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .infinity, -.infinity, .nan, 1]
        for simd in variants {
            var taken: UInt64 = 0
            fdnix_signs((0..<8).flatMap { _ in edges }, 1, &taken, simd)
            #expect(taken == 0x9494_9494_9494_9494)
        }
    }

    /// The Walsh-Hadamard transform as books have it.
    private func hadamard(_ values: [Float]) -> [Float] {
        var (values, half) = (values, 1)
        while half < values.count {
            for i in values.indices where i & half == 0 {
                let (a, b) = (values[i], values[i + half])
                (values[i], values[i + half]) = (a + b, a - b)
            }
            half *= 2
        }
        return values
    }

    @Test("Every instruction set collects the same distances")
    func collecting() {
        var random = SplitMix(5)
        for count in [0, 1, 15, 16, 31, 32, 33, 100, 1000] {
            let distances = (0..<count).map { _ in UInt16.random(in: 0...256, using: &random) }
            for threshold: UInt16 in [0, 20, 128, 256] {
                let expected = distances.indices.filter { distances[$0] <= threshold }.map { UInt32($0) }
                for simd in variants {
                    var out = [UInt32](repeating: 0, count: count + 1)
                    let found = fdnix_collect(distances, count, threshold, &out, simd)
                    #expect(Array(out[..<found]) == expected)
                }
            }
        }
    }

    @Test("Every instruction set counts the same bits")
    func counting() {
        var random = SplitMix(12)
        for count in [0, 1, 7, 8, 9, 100] {
            let (a, b) = (
                (0..<count).map { _ in UInt64.random(in: 0 ... .max, using: &random) },
                (0..<count).map { _ in UInt64.random(in: 0 ... .max, using: &random) }
            )
            let expected = zip(a, b).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
            for simd in variants { #expect(fdnix_count_common(a, b, count, simd) == expected) }
        }
    }

    @Test("The largest numbers that vectors can have overflow no sum")
    func extremes() {
        let (query, row) = ([Int16](repeating: -2047, count: 4096), [Int8](repeating: 127, count: 4096))
        for simd in variants {
            var out: [Int32] = [0]
            fdnix_dot_rows(query, row, [0], 1, 4096, &out, simd)
            #expect(out == [-2047 * 127 * 4096])
        }
    }
}
