import CKernels

/// The signs of a rotated vector, a bit each: how many differ between two of them grows with the vectors' angle
/// (Charikar 2002, "Similarity estimation techniques from rounding algorithms").
public enum Sketch {
    private static let simd = fdnix_simd_best()

    /// The sign bits of a vector, 64 to a word; numbers past the last whole word are left out.
    public static func of(_ vector: UnsafeBufferPointer<Float>) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: vector.count / 64) { words, count in
            write(vector, to: words)
            count = words.count
        }
    }

    /// Writes the sign bits of a vector to where there is room for as many words as it fills.
    public static func write(_ vector: UnsafeBufferPointer<Float>, to words: UnsafeMutableBufferPointer<UInt64>) {
        guard let numbers = vector.baseAddress, let target = words.baseAddress else { return }
        fdnix_signs(numbers, min(vector.count / 64, words.count), target, simd)
    }
}
