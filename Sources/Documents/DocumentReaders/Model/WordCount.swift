/// Counts words: maximal runs of letters and digits; in scripts without spaces each letter is one.
public enum WordCount {
    /// How many words a PDF must have to be of use.
    public static let fewestInPDF = 10

    /// Whether `text` has at least `count` words. Reads no more of it than it must.
    public static func reaches(_ count: Int, in text: String) -> Bool {
        var found = 0
        var isInWord = false
        for scalar in text.unicodeScalars {
            if found >= count { return true }
            guard LetterCount.isLetterOrDigit(scalar.value) else {
                isInWord = false
                continue
            }
            let isWord = isWordOfItsOwn(scalar.value)
            if isWord || !isInWord { found += 1 }
            isInWord = !isWord
        }
        return found >= count
    }

    /// Letters of Han, Hiragana, Katakana, Hangul and Thai, by Unicode's blocks.
    private static func isWordOfItsOwn(_ scalar: UInt32) -> Bool {
        switch scalar {
        case ..<0x0E00: false
        case 0x0E00...0x0E7F, 0x1100...0x11FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029, 0x3031...0x3035,
            0x3038...0x303B, 0x3041...0x30FF, 0x3131...0x318E, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC, 0x1AFF0...0x1B16F, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
