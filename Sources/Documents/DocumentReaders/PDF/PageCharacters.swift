/// What stands on a page, character by character in the order in which it was drawn.
struct PageCharacters {
    struct Item: Equatable {
        /// The code point; a line feed for a new line, U+FFFE for a hyphen that only divides a word at a line's end.
        var scalar: UInt32
        /// Where it is drawn; empty for what PDFium added between words and lines.
        var box: Box?
    }

    static let lineFeed: UInt32 = 0x0A
    static let dividingHyphen: UInt32 = 0xFFFE

    var items: [Item] = []
    /// How many were drawn.
    var drawn = 0
    /// For how many of them the file does not tell which characters they are.
    var unmapped = 0

    /// Adds one as PDFium tells of it. What is not a character is left out; a half of a surrogate pair joins the other.
    mutating func append(_ scalar: UInt32, _ box: Box, isGenerated: Bool) {
        switch scalar {
        case 0, 0x0D, 0xFEFF, 0xFFFF: break
        case 0x02, Self.dividingHyphen: items.append(Item(scalar: Self.dividingHyphen, box: nil))
        case 0x0A: items.append(Item(scalar: Self.lineFeed, box: nil))
        case 0x09, 0xA0: items.append(Item(scalar: 0x20, box: isGenerated ? nil : box))
        case ..<0x20, 0x7F...0x9F: break
        case 0xDC00...0xDFFF:
            guard let last = items.last, (0xD800...0xDBFF).contains(last.scalar) else { break }
            items[items.count - 1].scalar = 0x10000 + ((last.scalar - 0xD800) << 10) + (scalar - 0xDC00)
        default: items.append(Item(scalar: scalar, box: isGenerated ? nil : box))
        }
    }

    /// Whether so little is readable that the page's picture tells more: fewer than ten letters and digits, or more than a
    /// fifth of unknown characters.
    var needsRecognition: Bool {
        if drawn > 0, unmapped * 5 > drawn { return true }
        return !LetterCount.isReadable(items.lazy.map(\.scalar))
    }
}
