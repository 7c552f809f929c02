import TestSupport
import Testing
import Vectors

@Suite("Quantised vectors")
struct QuantizedVectorTests {
    @Test func restoresWithinHalfAStep() {
        var random = SplitMix(4)
        for _ in 0..<100 {
            let vector = (0..<256).map { _ in Float.random(in: -1...1, using: &random) }
            let quantized = QuantizedVector(vector)
            #expect(quantized.values.contains { abs(Int($0)) == 127 })
            for (value, byte) in zip(vector, quantized.values) {
                #expect(abs(value - Float(byte) * quantized.scale) <= quantized.scale * 0.50001)
            }
        }
    }

    @Test func zeroAndBrokenVectorsAreZero() {
        for vector: [Float] in [
            [], [0, 0], [.nan, 1], [.infinity, 1], [.leastNonzeroMagnitude, 0], [-.leastNormalMagnitude],
        ] {
            let quantized = QuantizedVector(vector)
            #expect(quantized.values == vector.map { _ in 0 })
            #expect(quantized.scale == 0)
        }
        #expect(QuantizedVector([-2, 1, 0]).values == [-127, 64, 0])
    }
}
