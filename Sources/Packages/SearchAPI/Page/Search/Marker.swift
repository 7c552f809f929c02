import ServiceAPI

/// Finds the words of a query in the texts of a result, to mark them: at the beginnings of words, short ones as whole
/// words, in any case, ASCII only, as `results.js` does.
struct Marker: Sendable {
    private let words: [[UInt8]]

    init(_ query: String) {
        let bytes = Array(query.utf8.map(Self.lower))
        // Operators are not words to look for.
        words = bytes.split { !Self.isWord($0) && $0 != UInt8(ascii: ":") }
            .map { Array($0) }
            .filter { $0.count > 1 && !$0.contains(UInt8(ascii: ":")) && !Self.common.contains($0) }
            .sorted { $0.count > $1.count }
    }

    /// Writes `text`, what was looked for inside `mark` elements.
    func write(_ text: String, to html: inout HTML) {
        let bytes = Array(text.utf8)
        var plain = 0
        var at = 0
        while at < bytes.count {
            let begins = at == 0 || !Self.isWord(bytes[at - 1])
            guard begins, let word = words.first(where: { Self.matches($0, bytes, at) }) else {
                at += 1
                continue
            }
            if plain < at { html.text(String(decoding: bytes[plain..<at], as: UTF8.self)) }
            html.element("mark", text: String(decoding: bytes[at..<at + word.count], as: UTF8.self))
            at += word.count
            plain = at
        }
        if plain < bytes.count { html.text(String(decoding: bytes[plain...], as: UTF8.self)) }
    }

    private static func matches(_ word: [UInt8], _ bytes: [UInt8], _ at: Int) -> Bool {
        let end = at + word.count
        guard end <= bytes.count else { return false }
        if word.count < 3, end < bytes.count, isWord(bytes[end]) { return false }
        for i in word.indices where lower(bytes[at + i]) != word[i] { return false }
        return true
    }

    /// Words that would mark half of every description.
    private static let common = Set(
        ["an", "and", "for", "from", "in", "is", "of", "on", "or", "that", "the", "to", "with"].map { Array($0.utf8) })

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    private static func isWord(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }
}
