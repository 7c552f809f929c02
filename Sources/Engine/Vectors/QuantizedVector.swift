/// A vector as bytes and one scale: `value = scale * byte`. What the search index stores of a document.
public struct QuantizedVector: Sendable, Equatable {
    /// The numbers divided by the scale, rounded, from -127 to 127.
    public let values: [Int8]
    /// The largest absolute value divided by 127; zero for a zero vector.
    public let scale: Float

    /// The quantised form of `vector`: of one with an infinity or NaN, the zero vector.
    public init(_ vector: some Collection<Float>) {
        var scale: Float = 0
        values = Array(vector).withUnsafeBufferPointer { vector in
            [Int8](unsafeUninitializedCapacity: vector.count) { bytes, count in
                scale = Self.quantize(vector, into: bytes)
                count = vector.count
            }
        }
        self.scale = scale
    }

    /// Quantises `vector` into `bytes`, which has room for it, and returns the scale. Allocates nothing.
    ///
    /// A vector with an infinity or NaN becomes the zero vector.
    public static func quantize(
        _ vector: UnsafeBufferPointer<Float>, into bytes: UnsafeMutableBufferPointer<Int8>
    ) -> Float {
        precondition(bytes.count >= vector.count, "no room for the quantised vector")
        var peak: Float = 0
        var finite = true
        for value in vector {
            peak = max(peak, abs(value))
            finite = finite && value.isFinite
        }
        let scale = peak / 127
        // Of a subnormal peak the scale can be zero or its inverse infinite.
        guard finite, scale > 0, (1 / scale).isFinite else {
            for i in 0..<vector.count { bytes[i] = 0 }
            return 0
        }
        for i in 0..<vector.count {
            let rounded = (vector[i] / scale).rounded(.toNearestOrEven)
            bytes[i] = Int8(max(-127, min(127, rounded)))
        }
        return scale
    }
}
