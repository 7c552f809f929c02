import Basics
import Text

/// The words of a question that can be found again in texts: without those that every sentence has, in any case, accent
/// and English ending.
public struct QuestionWords: Sendable, Equatable {
    private var stems: [String: Int] = [:]

    /// The words of `question`, each once.
    public init(_ question: String) {
        let scalars = Array(question.unicodeScalars)
        for range in TextWords.ranges(in: scalars[...]) {
            guard let stem = Self.stem(scalars[range]), stems[stem] == nil else { continue }
            stems[stem] = stems.count
        }
    }

    /// Which of the question's words this is, counted from 0; nil for another one.
    func number(of word: ArraySlice<Unicode.Scalar>) -> Int? {
        stems.isEmpty ? nil : Self.stem(word).flatMap { stems[$0] }
    }

    /// What words of one kind have in common; nil for words that carry no meaning.
    private static func stem(_ word: ArraySlice<Unicode.Scalar>) -> String? {
        // Longer ones are not words, and cost time.
        guard word.count <= 64 else { return nil }
        var bytes = Folding.fold(String(String.UnicodeScalarView(word))).filter { $0 != 0x20 }
        guard !bytes.isEmpty, !StopWords.contains(bytes) else { return nil }
        if bytes.allSatisfy({ $0 < 0x80 }) { EnglishStemmer.stem(&bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Where the words of a text are.
enum TextWords {
    /// Runs of letters, digits and marks; an ideograph is a word of its own.
    static func ranges(in scalars: ArraySlice<Unicode.Scalar>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start: Int?
        for index in scalars.indices {
            let scalar = scalars[index]
            let isAlone = scalar.properties.isIdeographic
            if let begin = start, isAlone || !scalar.isWordPart {
                ranges.append(begin..<index)
                start = nil
            }
            if isAlone {
                ranges.append(index..<index + 1)
            } else if start == nil, scalar.isWordPart {
                start = index
            }
        }
        if let start { ranges.append(start..<scalars.endIndex) }
        return ranges
    }
}
