import Basics

/// Counts letters and digits.
enum LetterCount {
    /// Whether `scalars` are a text to read: whether there are ten letters and digits among them.
    static func isReadable(_ scalars: some Sequence<UInt32>) -> Bool {
        scalars.lazy.filter(isLetterOrDigit).prefix(10).reduce(0) { count, _ in count + 1 } == 10
    }

    /// Whether `scalar` is of Unicode's categories L or N.
    static func isLetterOrDigit(_ scalar: UInt32) -> Bool {
        Unicode.Scalar(scalar)?.isLetterOrNumber ?? false
    }
}
