import TestSupport

/// Texts of what splitting turns on: separators in runs, all that is stripped and what nearly is, characters of every
/// length, marks that combine, words longer than a chunk.
enum RandomText {
    private static let pieces: [String] = [
        "a", "b", "c", "d", "é", "ß", "Ж", "ع", "中", "の", "한", "ก", "\u{301}", "e\u{301}", "👩\u{200D}👧", "𝒳",
        "\u{200B}", "\u{FEFF}", "\u{180E}", "\u{1B}", "\u{2010}", "(", "!", "word", "longerword",
    ]
    private static let spaces: [String] = [
        " ", " ", " ", "\n", "\n\n", "\n\n\n", "\r\n", "\t", "\u{1C}", "\u{1F}", "\u{85}", "\u{A0}", "\u{1680}",
        "\u{2000}", "\u{200A}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{205F}", "\u{3000}",
    ]

    static func make(upTo longest: Int, using random: inout SplitMix) -> String {
        var text = ""
        var left = Int.random(in: 0...longest, using: &random)
        let wordLength = Int.random(in: 1...40, using: &random)
        let spaces = Self.spaces.prefix(Int.random(in: 1...Self.spaces.count, using: &random))
        while left > 0 {
            let count = Int.random(in: 1...wordLength, using: &random)
            for _ in 0..<count { text += pieces.randomElement(using: &random) ?? "" }
            for _ in 0..<Int.random(in: 0...2, using: &random) { text += spaces.randomElement(using: &random) ?? "" }
            left -= count
        }
        return text
    }

    /// What Python's `str.strip` takes away.
    static func isStripped(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}
