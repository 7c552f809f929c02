import Basics

/// A word of the question where it stands in a text.
struct SnippetMark: Equatable {
    /// The characters that it takes.
    var range: Range<Int>
    /// Which word of the question it is.
    var word: Int
}

/// Chooses the part of a text that is shown.
enum SnippetWindow {
    /// The part of about `length` characters with the most different words of the question, then the most words, then the
    /// first; the beginning where it has none. One pass over the marks.
    static func best(of marks: [SnippetMark], in text: [Unicode.Scalar], length: Int) -> Range<Int> {
        guard text.count > length else { return 0..<text.count }
        var best = (different: 0, count: 0, first: 0, last: 0)
        var counts: [Int: Int] = [:]
        var first = 0
        for last in marks.indices {
            counts[marks[last].word, default: 0] += 1
            while first < last, marks[last].range.upperBound - marks[first].range.lowerBound > length {
                let word = marks[first].word
                counts[word] = counts[word].flatMap { $0 > 1 ? $0 - 1 : nil }
                first += 1
            }
            if (counts.count, last - first + 1) > (best.different, best.count) {
                best = (counts.count, last - first + 1, first, last)
            }
        }
        guard best.count > 0 else { return 0..<end(length, after: 0, in: text) }
        let taken = marks[best.first].range.lowerBound..<marks[best.last].range.upperBound
        // A third of what is left goes before the words: what leads to them.
        let before = max(0, taken.lowerBound - max(0, length - taken.count) / 3)
        let from = start(before, before: taken.lowerBound, in: text)
        return from..<end(max(from + length, taken.upperBound), after: taken.upperBound, in: text)
    }

    /// How far a cut may move to stand between words.
    private static let slack = 24

    /// The first place at or after `place` that is not within a word.
    private static func start(_ place: Int, before limit: Int, in text: [Unicode.Scalar]) -> Int {
        guard place > 0 else { return 0 }
        var at = place
        while at < limit, at - place < slack, text[at - 1].isWordPart, text[at].isWordPart { at += 1 }
        return at
    }

    /// The last place at or before `place` that is not within a word.
    private static func end(_ place: Int, after limit: Int, in text: [Unicode.Scalar]) -> Int {
        guard place < text.count else { return text.count }
        var at = place
        while at > limit, place - at < slack, text[at - 1].isWordPart, text[at].isWordPart { at -= 1 }
        return at
    }
}
