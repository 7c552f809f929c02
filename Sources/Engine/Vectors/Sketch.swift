/// The signs of a rotated vector, a bit each: how many differ between two of them grows with the vectors' angle
/// (Charikar 2002, "Similarity estimation techniques from rounding algorithms").
public enum Sketch {
    /// The sign bits of a vector, 64 to a word; numbers past the last whole word are left out.
    public static func of(_ vector: UnsafeBufferPointer<Float>) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: vector.count / 64)
        for i in 0..<words.count * 64 where vector[i] > 0 { words[i / 64] |= 1 << UInt64(i % 64) }
        return words
    }
}
