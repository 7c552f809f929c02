import Text

/// Turns the text of a field into terms; query words go through the same rules.
struct Analyzer {
    private var tokens = TokenBuffer()
    private var stems: [[UInt8]: [UInt8]] = [:]

    /// Calls `body` with each term of `text`.
    mutating func forEachTerm(_ text: String, isName: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        tokens.removeAll()
        if isName {
            NameTokenizer.tokenize(text, into: &tokens)
            tokens.forEach(body)
            return
        }
        ProseTokenizer.tokenize(Folding.fold(text), into: &tokens)
        for i in 0..<tokens.count {
            let range = tokens.range(i)
            guard range.count <= Self.maximumLength else { continue }
            let word = Array(tokens.bytes[range])
            if StopWords.contains(word) { continue }
            stem(word).withUnsafeBufferPointer(body)
        }
    }

    /// The stem of a prose word, remembered: the same words come again and again.
    mutating func stem(_ word: [UInt8]) -> [UInt8] {
        if let known = stems[word] { return known }
        var stemmed = word
        EnglishStemmer.stem(&stemmed)
        stems[word] = stemmed
        return stemmed
    }

    /// Longer runs are hashes and encoded data, not words.
    static let maximumLength = 64
}
