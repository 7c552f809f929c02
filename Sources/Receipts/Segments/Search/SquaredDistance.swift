/// The squared Euclidean distance of two vectors, which Chroma calls `l2`: 0 for the same, 2 for unit vectors without anything
/// in common, 4 for opposite ones.
enum SquaredDistance {
    /// The distance of vectors with the same number of floats.
    static func between(_ left: UnsafeBufferPointer<Float>, _ right: UnsafeBufferPointer<Float>) -> Float {
        guard left.count == right.count, let a = UnsafeRawPointer(left.baseAddress),
            let b = UnsafeRawPointer(right.baseAddress)
        else { return .infinity }
        var sums = (SIMD16<Float>(), SIMD16<Float>())
        let whole = left.count / 32 * 32
        var at = 0
        while at < whole {
            let (here, there) = (at * 4, at * 4 + 64)
            let first =
                a.loadUnaligned(fromByteOffset: here, as: SIMD16<Float>.self)
                - b.loadUnaligned(fromByteOffset: here, as: SIMD16<Float>.self)
            let second =
                a.loadUnaligned(fromByteOffset: there, as: SIMD16<Float>.self)
                - b.loadUnaligned(fromByteOffset: there, as: SIMD16<Float>.self)
            sums.0 += first * first
            sums.1 += second * second
            at += 32
        }
        var sum = (sums.0 + sums.1).sum()
        while at < left.count {
            let difference = left[at] - right[at]
            sum += difference * difference
            at += 1
        }
        return sum
    }
}
