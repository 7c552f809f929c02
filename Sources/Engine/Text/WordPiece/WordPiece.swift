import Basics

/// The WordPiece tokenizer of uncased BERT models: the same ids as the Hugging Face `tokenizers` library gives.
///
/// Greedy longest match (Schuster and Nakajima 2012; Wu et al. 2016): a word becomes its longest prefix that is a
/// token, then the longest `##` continuation of the rest, and so on; one that cannot be covered, or has more than 100
/// characters, becomes `[UNK]`.
public struct WordPiece: Sendable {
    /// The most tokens a text is cut to.
    public static let maximumTokens = 512

    /// The tokens there are, with their ids.
    public let vocabulary: Vocabulary
    /// The id of `[UNK]`.
    public let unknown: Int32
    private let specials: [SpecialToken: Int32]
    private let recognized: Set<SpecialToken>

    /// A tokenizer over `vocabulary`, which must hold `[UNK]` and may hold `[PAD]`, `[CLS]`, `[SEP]` and `[MASK]`. Throws
    /// `corrupt` where it lacks `[UNK]`.
    public init(vocabulary: Vocabulary) throws {
        guard let unknown = vocabulary.id(of: "[UNK]") else {
            throw FdnixError(.corrupt, "the model's vocabulary lacks the token [UNK]; build or fetch the model again")
        }
        self.vocabulary = vocabulary
        self.unknown = unknown
        var specials: [SpecialToken: Int32] = [.padding: unknown]
        for special in SpecialToken.allCases {
            if let id = vocabulary.id(of: special.rawValue) { specials[special] = id }
        }
        self.specials = specials
        recognized = Set(specials.keys)
    }

    /// The ids of a text's tokens, unknown ones included.
    public func ids(of text: String) -> [Int32] {
        var text = text
        return text.withUTF8 { bytes in
            [Int32](unsafeUninitializedCapacity: Self.maximumTokens) { ids, count in
                count = encode(bytes, into: ids)
            }
        }
    }

    /// The tokens of a text, as the vocabulary writes them.
    public func tokens(of text: String) -> [String] { ids(of: text).map { vocabulary.token($0) ?? "[UNK]" } }

    /// Writes the ids of the tokens of `text` (UTF-8; what is ill-formed is passed over) to `ids` and returns how many
    /// there are: as many as fit, at most. Allocates nothing.
    public func encode(_ text: UnsafeBufferPointer<UInt8>, into ids: UnsafeMutableBufferPointer<Int32>) -> Int {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: BertScanner.bufferSize) { word in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(vocabulary.longestToken, 1)) { hashes in
                guard let word = word.baseAddress, let hashes = hashes.baseAddress else { return 0 }
                var scanner = BertScanner(text, buffer: word, specials: recognized)
                var output = Output(ids: ids)
                while output.count < ids.count, let item = scanner.next() {
                    switch item {
                    case .special(let special): output.append(specials[special] ?? unknown)
                    case .word(_, isTooLong: true): output.append(unknown)
                    case .word(let count, isTooLong: false): split(word, count, hashes, &output)
                    }
                }
                return output.count
            }
        }
    }

    private struct Output {
        let ids: UnsafeMutableBufferPointer<Int32>
        var count = 0

        @inline(__always)
        mutating func append(_ id: Int32) {
            guard count < ids.count else { return }
            ids[count] = id
            count += 1
        }
    }

    @inline(__always)
    private func split(
        _ word: UnsafeMutablePointer<UInt8>, _ count: Int, _ hashes: UnsafeMutablePointer<UInt64>,
        _ output: inout Output
    ) {
        let before = output.count
        var position = 0
        // To the end even when the output is full: an uncovered rest turns the whole word into one unknown token.
        while position < count {
            let rest = word + position
            guard
                let match = vocabulary.longestMatch(
                    rest, count - position, continuation: position > 0, hashes: hashes)
            else {
                output.count = before
                output.append(unknown)
                return
            }
            output.append(match.id)
            position += match.length
        }
    }
}
