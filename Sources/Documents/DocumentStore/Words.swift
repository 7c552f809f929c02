import Basics

/// The words of a text, for stores without a full-text index of their own and for asking those that have one.
enum Words {
    /// More words of a question do not tell more of what is meant.
    private static let mostOfQuestion = 64

    /// A word that so many chunks have says little of what is meant; rarer ones speak for it.
    static let common = 1000

    /// Maximal runs of letters, digits and marks, in lower case.
    static func of(_ text: String) -> [String] {
        text.lowercased().unicodeScalars.split { !$0.isWordPart }.map { String($0) }
    }

    /// The first words of a question, for an index of words.
    static func ofQuestion(_ text: String) -> [String] { Array(of(text).prefix(mostOfQuestion)) }
}
