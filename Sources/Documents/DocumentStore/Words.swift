/// The words of a text, for stores without a full-text index of their own and for asking those that have one.
enum Words {
    /// Maximal runs of letters, digits and marks, in lower case.
    static func of(_ text: String) -> [String] {
        text.lowercased().unicodeScalars.split { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber, .nonspacingMark, .spacingMark: false
            default: true
            }
        }.map { String($0) }
    }
}
