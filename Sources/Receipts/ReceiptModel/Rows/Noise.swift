import Basics

/// Texts that nobody looks for: specks, rules, lone marks of punctuation.
public enum Noise {
    /// Whether `text` is noise: empty, a single mark, or without a letter, a digit and any of `@ # & + %`.
    public static func isNoise(_ text: String) -> Bool {
        let scalars = text.trimmed.unicodeScalars
        guard let first = scalars.first else { return true }
        if scalars.count == 1, first.isPunctuation || marks.contains(first) { return true }
        return !scalars.contains { $0.isLetterOrNumber || meaningful.contains($0) }
    }

    private static let marks = Set("|/\\~_=+*&%".unicodeScalars)
    private static let meaningful = Set("@#&+%".unicodeScalars)
}

extension Unicode.Scalar {
    /// Whether it is of one of Unicode's categories L and N.
    var isLetterOrNumber: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// Whether it is of Unicode's category P.
    var isPunctuation: Bool {
        switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }
}
