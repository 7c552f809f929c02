import CKernels

/// The fixed, pseudo-random rotation under which vectors are stored: the randomised Hadamard transform (Ailon and
/// Chazelle 2009, "The fast Johnson-Lindenstrauss transform").
///
/// A rotation changes no cosine. But afterwards all coordinates vary alike, and none stands out: a sign bit of each then
/// says as much as it can (Gao and Long 2024, "RaBitQ"), and bytes with one scale a row lose less.
public enum Rotation {
    /// How often signs are flipped and coordinates mixed.
    private static let rounds = 3

    private static let simd = fdnix_simd_best()

    /// Rotates a vector in place, in n log n additions; nothing of the rotation is stored.
    public static func apply(_ vector: UnsafeMutableBufferPointer<Float>) {
        guard let numbers = vector.baseAddress, !vector.isEmpty else { return }
        let width = 1 << (Int.bitWidth - 1 - vector.count.leadingZeroBitCount)
        let scale = 1 / Float(width).squareRoot()
        for round in 0..<rounds {
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (vector.count + 63) / 64) { bits in
                // Bit i mod 64 of word ⌊i / 64⌋ flips number i.
                for word in bits.indices { bits[word] = mixed(UInt64(round) << 32 | UInt64(word)) }
                guard let bits = bits.baseAddress else { return }
                fdnix_flip_signs(numbers, vector.count, bits, simd)
            }
            // Where the length is not a power of two, the transform covers its beginning and its end by turns.
            let start = round.isMultiple(of: 2) ? 0 : vector.count - width
            fdnix_hadamard(numbers + start, width, scale, simd)
        }
    }

    /// The vector rotated, in an array of its own.
    public static func rotated(_ vector: some Collection<Float>) -> [Float] {
        var copy = Array(vector)
        copy.withUnsafeMutableBufferPointer { apply($0) }
        return copy
    }

    /// SplitMix64 of a number.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var z = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
