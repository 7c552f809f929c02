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
        switch scalar {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
        case ..<0x80: return false
        default: break
        }
        guard let scalar = Unicode.Scalar(scalar) else { return false }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }
}
