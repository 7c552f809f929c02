/// A passage of a chunk for people, the question's words in it marked: where most of them stand together, else the
/// beginning. White space is one space each; nothing in it is markup.
public struct Snippet: Sendable, Equatable {
    /// A piece of the passage.
    public struct Part: Sendable, Equatable {
        /// Its words, as they stand in the chunk.
        public let text: String
        /// Whether they are the question's.
        public let isMarked: Bool
    }

    /// The pieces in their order; none where the chunk has no text.
    public let parts: [Part]

    /// How many characters a passage has, about.
    static let length = 240
    /// How much of a chunk is looked through, in characters.
    static let searched = 50_000

    /// The passage of `text` for `words`.
    public init(of text: String, for words: QuestionWords) {
        let scalars = Array(text.unicodeScalars.prefix(Self.searched))
        let marks = TextWords.ranges(in: scalars[...]).compactMap { range in
            words.number(of: scalars[range]).map { SnippetMark(range: range, word: $0) }
        }
        let window = SnippetWindow.best(of: marks, in: scalars, length: Self.length)
        var writer = SnippetWriter()
        if window.lowerBound > 0 { writer.append("…", isMarked: false) }
        var at = window.lowerBound
        for mark in marks where window.lowerBound <= mark.range.lowerBound && mark.range.upperBound <= window.upperBound
        {
            writer.append(scalars[at..<mark.range.lowerBound], isMarked: false)
            writer.append(scalars[mark.range], isMarked: true)
            at = mark.range.upperBound
        }
        writer.append(scalars[at..<window.upperBound], isMarked: false)
        let isWhole = window.upperBound == scalars.count && scalars.count < Self.searched
        if !isWhole { writer.append("…", isMarked: false) }
        parts = writer.parts
    }
}

/// Puts the pieces together: white space and control characters as one space, neighbours of one kind as one.
private struct SnippetWriter {
    private var texts: [(text: String.UnicodeScalarView, isMarked: Bool)] = []
    private var endsInSpace = true

    var parts: [Snippet.Part] { texts.map { Snippet.Part(text: String($0.text), isMarked: $0.isMarked) } }

    mutating func append(_ text: String, isMarked: Bool) { append(Array(text.unicodeScalars)[...], isMarked: isMarked) }

    mutating func append(_ scalars: ArraySlice<Unicode.Scalar>, isMarked: Bool) {
        for scalar in scalars {
            let isSpace = scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
            if isSpace, endsInSpace { continue }
            endsInSpace = isSpace
            if texts.last?.isMarked != isMarked { texts.append((String.UnicodeScalarView(), isMarked)) }
            texts[texts.count - 1].text.append(isSpace ? " " : scalar)
        }
    }
}
