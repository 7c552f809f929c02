import Basics
import Text

/// Makes of a text what a BERT sentence model reads: `[CLS]`, the text's tokens, `[SEP]`, cut to the model's length.
struct SentenceTokenizer: Sendable {
    /// The most tokens that a text has, those two included.
    let maximumTokens: Int
    private let wordPiece: WordPiece
    private let first: Int32
    private let last: Int32

    /// A tokenizer over `vocabulary`; throws `corrupt` where it lacks `[UNK]`, `[CLS]` or `[SEP]`.
    init(vocabulary: Vocabulary, maximumTokens: Int) throws {
        wordPiece = try WordPiece(vocabulary: vocabulary)
        guard let first = vocabulary.id(of: "[CLS]"), let last = vocabulary.id(of: "[SEP]") else {
            throw FdnixError(
                .corrupt, "the model's vocabulary lacks [CLS] or [SEP]; fetch it again with Scripts/setup documents")
        }
        self.first = first
        self.last = last
        self.maximumTokens = maximumTokens
    }

    /// The numbers of a text's tokens; none where the text has no token of its own.
    func tokens(of text: String) -> [Int32] {
        var text = text
        let tokens = text.withUTF8 { bytes in
            [Int32](unsafeUninitializedCapacity: maximumTokens) { ids, count in
                ids[0] = first
                let room = UnsafeMutableBufferPointer(rebasing: ids[1..<maximumTokens - 1])
                count = 1 + wordPiece.encode(bytes, into: room)
                ids[count] = last
                count += 1
            }
        }
        return tokens.count > 2 ? tokens : []
    }
}
