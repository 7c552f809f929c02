import Text

/// The form in which a description of a kind of thing meets a query: stems, in one order, without function words.
///
/// "manage passwords" and "password manager" are one topic. Keys begin with a byte that no name begins with.
enum TopicKey {
    /// The key of a whole text, empty when it has no words that carry meaning.
    static func key(_ text: String) -> [UInt8] { key(stems: stems(Query.words(text[...]))) }

    /// The stems of folded words, function words left out.
    static func stems(_ words: [[UInt8]]) -> [[UInt8]] {
        words.filter { !StopWords.contains($0) }.map { word in
            var stem = word
            EnglishStemmer.stem(&stem)
            return stem
        }
    }

    /// Whether a stem says no more than that something is software: a "document management system" is for document
    /// management. (But a "file system" is not for files: two other words must remain.)
    static func isGeneric(_ stem: [UInt8]) -> Bool { generic.contains(stem) }

    /// The stems that say no more than that something is software.
    static let genericStems = ["system", "softwar", "tool", "util", "applic", "app", "program", "solut", "suit"]
        .map { Array($0.utf8) }
    private static let generic = Set(genericStems)

    /// The key of a set of stems.
    static func key(stems: [[UInt8]]) -> [UInt8] {
        guard !stems.isEmpty else { return [] }
        let special = stems.filter { !isGeneric($0) }
        return [marker]
            + (special.count < 2 ? stems : special).sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0x20]
            )
    }

    static let marker: UInt8 = 1
}
