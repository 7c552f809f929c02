/// The fixed, pseudo-random rotation under which vectors are stored: the randomised Hadamard transform (Ailon and
/// Chazelle 2009, "The fast Johnson-Lindenstrauss transform").
///
/// A rotation changes no cosine. But afterwards all coordinates vary alike, and none stands out: a sign bit of each then
/// says as much as it can (Gao and Long 2024, "RaBitQ"), and bytes with one scale a row lose less.
public enum Rotation {
    /// How often signs are flipped and coordinates mixed.
    private static let rounds = 3

    /// Rotates a vector in place, in n log n additions; nothing of the rotation is stored.
    public static func apply(_ vector: UnsafeMutableBufferPointer<Float>) {
        guard !vector.isEmpty else { return }
        let width = 1 << (Int.bitWidth - 1 - vector.count.leadingZeroBitCount)
        let scale = 1 / Float(width).squareRoot()
        for round in 0..<rounds {
            flipSigns(of: vector, round)
            // Where the length is not a power of two, the transform covers its beginning and its end by turns.
            let start = round.isMultiple(of: 2) ? 0 : vector.count - width
            transform(UnsafeMutableBufferPointer(rebasing: vector[start..<start + width]))
            for i in start..<start + width { vector[i] *= scale }
        }
    }

    /// The vector rotated, in an array of its own.
    public static func rotated(_ vector: some Collection<Float>) -> [Float] {
        var copy = Array(vector)
        copy.withUnsafeMutableBufferPointer { apply($0) }
        return copy
    }

    /// SplitMix64 over the number of the word: bit *i* mod 64 of word ⌊*i* / 64⌋ flips number *i*.
    private static func flipSigns(of vector: UnsafeMutableBufferPointer<Float>, _ round: Int) {
        for start in stride(from: 0, to: vector.count, by: 64) {
            var bits = mixed(UInt64(round) << 32 | UInt64(start / 64))
            for i in start..<min(start + 64, vector.count) {
                // The sign of a float is its highest bit.
                vector[i] = Float(bitPattern: vector[i].bitPattern ^ UInt32(truncatingIfNeeded: bits & 1) << 31)
                bits >>= 1
            }
        }
    }

    private static func mixed(_ number: UInt64) -> UInt64 {
        var z = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The Walsh-Hadamard transform, unscaled; the count is a power of two.
    private static func transform(_ vector: UnsafeMutableBufferPointer<Float>) {
        guard let values = vector.baseAddress else { return }
        var half = 1
        while half < vector.count {
            for start in stride(from: 0, to: vector.count, by: half * 2) {
                let (low, high) = (values + start, values + start + half)
                for i in 0..<half {
                    let (a, b) = (low[i], high[i])
                    low[i] = a + b
                    high[i] = a - b
                }
            }
            half *= 2
        }
    }
}
