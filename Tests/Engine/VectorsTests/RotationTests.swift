import TestSupport
import Testing
import Vectors

@Suite("Rotation and sketches")
struct RotationTests {
    @Test("The rotation changes no dot product, and is the same for good", arguments: [64, 192, 256, 320])
    func rotation(dimension: Int) {
        var random = SplitMix(9)
        let vectors = (0..<4).map { _ in (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) } }
        let rotated = vectors.map(Rotation.rotated)
        func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        for i in 0..<4 {
            for j in 0..<4 { #expect(abs(dot(vectors[i], vectors[j]) - dot(rotated[i], rotated[j])) < 1e-3) }
        }
        var unit = [Float](repeating: 0, count: dimension)
        unit[0] = 1
        let image = Rotation.rotated(unit)
        // One number is spread over many.
        #expect(image.allSatisfy { abs($0) < 0.5 })
    }

    @Test("A sketch has the signs, and near vectors have near sketches")
    func sketches() {
        var random = SplitMix(14)
        let vector = (0..<256).map { _ in Float.random(in: -1...1, using: &random) }
        let sketch = vector.withUnsafeBufferPointer(Sketch.of)
        #expect(sketch.count == 4)
        for (i, number) in vector.enumerated() { #expect((sketch[i / 64] >> UInt64(i % 64) & 1 == 1) == (number > 0)) }
        func distance(_ other: [Float]) -> Int {
            zip(sketch, other.withUnsafeBufferPointer(Sketch.of)).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
        }
        let near = vector.map { $0 + Float.random(in: -0.05...0.05, using: &random) }
        let far = vector.map { _ in Float.random(in: -1...1, using: &random) }
        #expect(distance(near) < 40 && distance(far) > 80 && distance(vector.map { -$0 }) == 256)
        #expect([Float](repeating: 1, count: 63).withUnsafeBufferPointer(Sketch.of).isEmpty)
    }

    @Test("A query keeps its direction in twelve bits, and what is not finite says nothing")
    func queries() {
        var random = SplitMix(15)
        let vector = (0..<64).map { _ in Float.random(in: -1...1, using: &random) }
        let query = VectorQuery(vector)
        for (number, value) in zip(query.values, vector) {
            #expect(abs(Float(number) * query.scale - value) <= query.scale)
        }
        for broken: [Float] in [[.nan, 1], [.infinity, 1], [0, 0], []] {
            let query = VectorQuery(broken)
            #expect(query.scale == 0 && query.values.allSatisfy { $0 == 0 })
        }
    }
}
