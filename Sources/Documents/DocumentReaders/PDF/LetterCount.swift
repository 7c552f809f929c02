import Basics

/// Counts letters and digits.
enum LetterCount {
    /// Whether there are at least `count` letters and digits among `scalars`.
    static func reaches(_ count: Int, in scalars: some Sequence<UInt32>) -> Bool {
        var found = 0
        for scalar in scalars where isLetterOrDigit(scalar) {
            found += 1
            if found == count { return true }
        }
        return count <= 0
    }

    /// Whether `scalar` is of Unicode's categories L or N.
    static func isLetterOrDigit(_ scalar: UInt32) -> Bool {
        Unicode.Scalar(scalar)?.isLetterOrNumber ?? false
    }
}
