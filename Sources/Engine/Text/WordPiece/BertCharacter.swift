/// What the BERT normaliser and pre-tokenizer together make of one Unicode scalar.
///
/// Clean text, spacing of CJK, canonical decomposition with the nonspacing marks dropped, lower-casing and the split
/// at white space and punctuation all look at one scalar at a time, so one table answers for all of them
/// (Devlin et al. 2018, `BasicTokenizer`; Hugging Face `tokenizers`, `BertNormalizer` and `BertPreTokenizer`).
/// Left out is the canonical reordering of marks that survive, which no token of a BERT vocabulary depends on.
enum BertCharacter: Equatable {
    /// Control characters and nonspacing marks vanish.
    case drop
    /// Ends a word.
    case space
    /// Punctuation and CJK ideographs are words of their own.
    case isolate(UInt32)
    /// Part of a word, as this scalar.
    case keep(UInt32)
    /// Part of a word, as up to four scalars: a slice of `BertTable.expansions`.
    case expand(start: Int, count: Int)
    /// A precomposed Hangul syllable.
    case hangul(UInt32)

    /// The table's verdict on a scalar from U+0080 on.
    init(nonASCII scalar: UInt32) {
        if scalar &- Hangul.first < Hangul.count {
            self = .hangul(scalar)
            return
        }
        guard let run = BertCharacter.run(holding: scalar) else {
            self = .keep(scalar)
            return
        }
        let moves = run >> 21 & 1 == 1
        let target = UInt32(run & 0x1F_FFFF) + (moves ? scalar - UInt32(run >> 43) : 0)
        switch run >> 23 & 7 {
        case 0: self = .drop
        case 1: self = .space
        case 2: self = .isolate(target)
        case 3: self = .keep(target)
        default: self = .expand(start: Int(target >> 2), count: Int(target & 3))
        }
    }

    /// The run of the table that `scalar` belongs to.
    private static func run(holding scalar: UInt32) -> UInt64? {
        BertTable.runs.withUnsafeBufferPointer { runs in
            var low = 0
            var high = runs.count
            while low < high {
                let middle = (low + high) / 2
                if UInt32(runs[middle] >> 43) <= scalar { low = middle + 1 } else { high = middle }
            }
            guard low > 0 else { return nil }
            let run = runs[low - 1]
            let distance = scalar - UInt32(run >> 43)
            let stride = UInt32(run >> 22 & 1) + 1
            return distance % stride == 0 && distance / stride < UInt32(run >> 26 & 0x1_FFFF) ? run : nil
        }
    }
}

/// Canonical decomposition of Hangul syllables by arithmetic (The Unicode Standard, §3.12).
enum Hangul {
    static let first: UInt32 = 0xAC00
    static let count: UInt32 = 11172

    /// Leading consonant, vowel, and trailing consonant where there is one.
    static func decompose(_ syllable: UInt32) -> (UInt32, UInt32, UInt32?) {
        let index = syllable - first
        let trail = index % 28
        return (0x1100 + index / 588, 0x1161 + index % 588 / 28, trail == 0 ? nil : 0x11A7 + trail)
    }
}
