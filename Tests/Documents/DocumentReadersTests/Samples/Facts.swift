import JSON
import Testing

/// What must be found in one file of the shared documents.
struct Facts {
    struct Phrase {
        let words: String
        let exactCount: Int?
        let least: Int
        /// Whether `words` is the pattern of a picture's token, of which the reader's own is one.
        let isToken: Bool

        func count(in text: String) -> Int { Facts.count(isToken ? "(!?#Image:" : words, in: text) }

        func isSatisfied(by count: Int) -> Bool { exactCount.map { $0 == count } ?? (count >= least) }
    }

    let file: String
    let contentType: String
    let phrases: [Phrase]
    let forbidden: [String]
    let title: String?
    let records: Int?
    let recordsAreExact: Bool
    let mayBeRefused: Bool
    let isGenerated: Bool

    init(_ value: JSONValue) throws {
        file = try #require(value["file"]?.string)
        contentType = try #require(value["content_type"]?.string)
        phrases = (value["must_contain"]?.array ?? []).map { entry in
            Phrase(
                words: entry["phrase"]?.string.map { Facts.words($0[...]) } ?? entry["regex"]?.string ?? "",
                exactCount: entry["count"]?.int.map { Int($0) }, least: entry["min_count"]?.int.map { Int($0) } ?? 1,
                isToken: entry["regex"] != nil)
        }
        forbidden = (value["must_not_contain"]?.array ?? []).compactMap(\.string)
        title = value["title"]?.string
        records = value["records"]?.int.map { Int($0) }
        recordsAreExact = value["records_exact"]?.bool ?? false
        mayBeRefused = value["status"]?.string == "INVALID_CONTENT"
        isGenerated = value["generate"] != nil
    }

    /// A text as phrases are compared: white space collapsed, soft hyphens, joiners and marks of direction dropped.
    static func words(_ text: Substring) -> String {
        let seen = text.unicodeScalars.filter { scalar in
            ![0xAD, 0x61C].contains(scalar.value) && !(0x200B...0x200F).contains(scalar.value)
                && !(0x202A...0x202E).contains(scalar.value)
                && !(0x2066...0x2069).contains(scalar.value)
        }
        return seen.split(whereSeparator: \.properties.isWhitespace).map { String($0) }.joined(separator: " ")
    }

    /// How often `words` is in `text`: byte for byte, else in characters that are canonically equivalent.
    static func count(_ words: String, in text: String) -> Int {
        let count = count(Array(words.utf8), in: Array(text.utf8))
        return count > 0 || words.utf8.allSatisfy { $0 < 0x80 } ? count : Self.count(Array(words), in: Array(text))
    }

    private static func count<Element: Equatable>(_ wanted: [Element], in text: [Element]) -> Int {
        guard let first = wanted.first else { return 0 }
        var count = 0
        var index = 0
        while let found = text[index...].firstIndex(of: first) {
            if text[found...].starts(with: wanted) { count += 1 }
            index = found + 1
        }
        return count
    }
}
