/// Tells what charset a text is in that does not say.
///
/// Each candidate reads a part of the text; the one that makes the most likely letters of it is taken. Most candidates
/// fail at once: few texts are valid in two charsets of several bytes a character.
enum CharsetDetector {
    /// How much of a text is looked at.
    private static let sampleSize = 1 << 16
    /// Below this share of likely letters the bytes are not a text in any charset known here.
    private static let threshold = 0.4

    /// The charset of `bytes`, UTF-8 among them; nil where they look like no text.
    static func charset(of bytes: UnsafeRawBufferPointer) -> Charset? {
        let sample = UnsafeRawBufferPointer(rebasing: bytes.prefix(sampleSize))
        // These two are valid UTF-8 as well, of characters that no text has.
        if let special = wideCharset(of: sample) ?? escapedCharset(of: sample) { return special }
        if (try? StrictUTF8.check(bytes)) != nil { return .utf8 }
        guard !sample.contains(0) else { return nil }
        var best: (charset: Charset, score: Double)?
        for candidate in CharsetCandidate.all {
            guard let score = candidate.score(sample, isCut: bytes.count > sample.count) else { continue }
            if score > (best?.score ?? threshold) { best = (candidate.charset, score) }
        }
        return best?.charset
    }

    /// UTF-16 without a mark: every other byte of what is mostly Latin is zero.
    private static func wideCharset(of sample: UnsafeRawBufferPointer) -> Charset? {
        var zeros = (even: 0, odd: 0)
        for (index, byte) in sample.enumerated() where byte == 0 {
            if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
        }
        let half = sample.count / 2
        if zeros.odd > half / 4, zeros.even < half / 50 { return .utf16LittleEndian }
        if zeros.even > half / 4, zeros.odd < half / 50 { return .utf16BigEndian }
        return nil
    }

    /// ISO-2022-JP, which is ASCII with escape sequences.
    private static func escapedCharset(of sample: UnsafeRawBufferPointer) -> Charset? {
        for index in sample.indices.dropLast(2) where sample[index] == 0x1B {
            if sample[index + 1] == UInt8(ascii: "$"),
                [UInt8(ascii: "B"), UInt8(ascii: "@")].contains(sample[index + 2])
            {
                return Charset(label: "iso-2022-jp")
            }
        }
        return nil
    }
}
