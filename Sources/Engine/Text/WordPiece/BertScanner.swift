/// Cuts text into BERT words: normalised, split at white space, punctuation and CJK ideographs each on their own.
///
/// The words are written into a buffer of the caller's, one after the other, so that nothing is allocated.
struct BertScanner {
    /// A word, or a special token that stood in the text.
    enum Item {
        /// The first `count` bytes of the buffer; `isTooLong` when the word has more than the 100 characters allowed,
        /// and then the bytes are only its start.
        case word(count: Int, isTooLong: Bool)
        /// A token such as `[MASK]`, literally.
        case special(SpecialToken)
    }

    /// The longest word that is looked up at all, in scalars.
    static let maximumCharacters = 100
    /// The room a word needs.
    static let bufferSize = 4 * maximumCharacters

    private let text: UnsafeBufferPointer<UInt8>
    private let buffer: UnsafeMutablePointer<UInt8>
    private let specials: Set<SpecialToken>
    private var index = 0
    private var bytes = 0
    private var characters = 0

    /// Scans `text`, in which `specials` stand for themselves; `buffer` has room for `bufferSize` bytes.
    init(
        _ text: UnsafeBufferPointer<UInt8>, buffer: UnsafeMutablePointer<UInt8>,
        specials: Set<SpecialToken> = [.unknown, .padding]
    ) {
        self.text = text
        self.specials = specials
        self.buffer = buffer
    }

    /// The next item, nil at the end of the text.
    @inline(__always)
    mutating func next() -> Item? {
        bytes = 0
        characters = 0
        let end = text.count
        while index < end {
            let byte = text[index]
            if byte &- 0x61 < 26 || byte &- 0x30 < 10 {
                append(ascii: byte)
            } else if byte &- 0x41 < 26 {
                append(ascii: byte | 0x20)
            } else if byte == 0x20 || byte &- 9 < 2 || byte == 13 {
                index += 1
                if characters > 0 { return word }
                continue
            } else if byte < 0x20 || byte == 0x7F {
                // Control characters are dropped and do not end a word.
            } else if byte < 0x80 {
                if characters > 0 { return word }
                if byte == 0x5B, let special {
                    index += special.utf8.count
                    return .special(special)
                }
                append(ascii: byte)
                index += 1
                return word
            } else if let item = scanNonASCII() {
                return item
            } else {
                continue
            }
            index += 1
        }
        return characters > 0 ? word : nil
    }

    private var word: Item { .word(count: bytes, isTooLong: characters > Self.maximumCharacters) }

    @inline(__always)
    private mutating func append(ascii byte: UInt8) {
        if characters < Self.maximumCharacters {
            buffer[bytes] = byte
            bytes += 1
        }
        characters += 1
    }

    private mutating func append(_ scalar: UInt32) {
        if characters < Self.maximumCharacters { bytes += UTF8Step.encode(scalar, to: buffer + bytes) }
        characters += 1
    }

    /// Consumes one scalar; an item is returned when it ended a word or is one itself.
    @inline(never)
    private mutating func scanNonASCII() -> Item? {
        guard let (scalar, length) = UTF8Step.decode(text, at: index) else {
            // The repair of damaged UTF-8, U+FFFD, is dropped by the normaliser.
            index += 1
            return nil
        }
        let character = BertCharacter(nonASCII: scalar)
        if case .isolate = character, characters > 0 { return word }
        index += length
        switch character {
        case .drop: return nil
        case .space: return characters > 0 ? word : nil
        case .isolate(let scalar):
            append(scalar)
            return word
        case .keep(let scalar): append(scalar)
        case .expand(let start, let count): for offset in 0..<count { append(BertTable.expansions[start + offset]) }
        case .hangul(let syllable):
            let (lead, vowel, trail) = Hangul.decompose(syllable)
            append(lead)
            append(vowel)
            if let trail { append(trail) }
        }
        return nil
    }

    /// The special token that starts at `index`: those are found in the raw text, before it is normalised.
    private var special: SpecialToken? {
        SpecialToken.allCases.first { special in
            specials.contains(special) && text.count - index >= special.utf8.count
                && text[index..<index + special.utf8.count].elementsEqual(special.utf8)
        }
    }
}

/// The tokens that BERT models give a meaning of their own.
enum SpecialToken: String, CaseIterable {
    case unknown = "[UNK]"
    case padding = "[PAD]"
    case classification = "[CLS]"
    case separator = "[SEP]"
    case mask = "[MASK]"

    /// The bytes as they stand in a text.
    var utf8: String.UTF8View { rawValue.utf8 }
}
