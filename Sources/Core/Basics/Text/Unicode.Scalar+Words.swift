extension Unicode.Scalar {
    /// Whether it is of Unicode's categories L (letters) or N (numbers).
    public var isLetterOrNumber: Bool {
        if isASCII { return (0x30...0x39).contains(value) || (0x61...0x7A).contains(value | 0x20) }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// Whether a word may hold it: a letter, a number, or a mark that belongs to the letter before it.
    public var isWordPart: Bool {
        isLetterOrNumber || !isASCII && [.nonspacingMark, .spacingMark].contains(properties.generalCategory)
    }
}
