/// Writes the characters of a page as UTF-8.
struct PageTextWriter {
    private(set) var bytes: [UInt8] = []

    /// The text of a page: columns in their order, divided words joined, ligatures and Arabic forms as letters.
    static func text(of characters: PageCharacters) -> [UInt8] {
        var writer = PageTextWriter()
        writer.bytes.reserveCapacity(characters.items.count + characters.items.count / 8)
        for run in ColumnOrder.arrange(TextRun.runs(of: characters.items)) {
            for item in characters.items[run.range] { writer.append(item.scalar) }
            switch run.ending {
            case .gap: writer.space()
            case .line: writer.line()
            case .dividedWord: break
            }
        }
        writer.trimEnd()
        return writer.bytes
    }

    private mutating func append(_ scalar: UInt32) {
        if scalar < 0x80 {
            bytes.append(UInt8(scalar))
        } else if let letters = Self.ligature(scalar) {
            bytes += letters.utf8
        } else if let letters = ArabicForms.letters(for: scalar) {
            for letter in letters { encode(letter) }
        } else {
            encode(scalar)
        }
    }

    /// Adds one code point; nothing where it is not one.
    private mutating func encode(_ scalar: UInt32) {
        guard let scalar = Unicode.Scalar(scalar), let encoded = UTF8.encode(scalar) else { return }
        bytes += encoded
    }

    private mutating func space() {
        if let last = bytes.last, last != 0x20, last != 0x0A { bytes.append(0x20) }
    }

    private mutating func line() {
        while bytes.last == 0x20 { bytes.removeLast() }
        bytes.append(0x0A)
    }

    private mutating func trimEnd() {
        while let last = bytes.last, last == 0x20 || last == 0x0A { bytes.removeLast() }
    }

    /// The letters of a Latin ligature.
    private static func ligature(_ scalar: UInt32) -> String? {
        switch scalar {
        case 0xFB00: "ff"
        case 0xFB01: "fi"
        case 0xFB02: "fl"
        case 0xFB03: "ffi"
        case 0xFB04: "ffl"
        case 0xFB05, 0xFB06: "st"
        default: nil
        }
    }
}
