/// The states that addresses in the United States name.
enum USState {
    /// The two letters of each, the federal district's with them.
    static let codes: Set<String> = [
        "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA",
        "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK",
        "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC",
    ]

    /// Whether a word has the form of a ZIP code: five digits, perhaps four more behind a hyphen.
    static func isZIP(_ token: some StringProtocol) -> Bool {
        let parts = token.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let digits = parts.map { part in part.allSatisfy { (0x30...0x39).contains($0) } ? part.count : -1 }
        return digits == [5] || digits == [5, 4]
    }

    /// A town with its state, as `City, ST` and `City ST 12345` name it.
    struct Place: Hashable {
        var city: String
        var state: String
    }

    /// The towns and states that a line names. Five digits count only where a state stands before them, so that post codes of
    /// other countries say nothing.
    static func places(in line: String) -> [Place] {
        let tokens = line.split(whereSeparator: \.isWhitespace)
        return tokens.indices.compactMap { index in
            let word = tokens[index].prefix { $0.isLetter }
            let rest = tokens[index].dropFirst(word.count)
            guard codes.contains(String(word)), rest.allSatisfy({ ",.".contains($0) }), index > 0 else { return nil }
            let isBeforeZIP = index + 1 < tokens.count && isZIP(tokens[index + 1].trimmingMarks)
            guard tokens[index - 1].hasSuffix(",") || isBeforeZIP else { return nil }
            return Place(city: city(tokens[..<index]), state: String(word))
        }
    }

    /// The words before a state, back to a comma or a number.
    private static func city(_ tokens: ArraySlice<Substring>) -> String {
        var words: [String] = []
        for token in tokens.reversed().prefix(4) {
            if token.contains(where: \.isNumber) || (!words.isEmpty && token.hasSuffix(",")) { break }
            words.append(String(token.trimmingMarks))
        }
        return words.reversed().joined(separator: " ")
    }
}

extension Substring {
    fileprivate var trimmingMarks: Substring {
        var text = self
        while let last = text.last, ",.;:".contains(last) { text.removeLast() }
        return text
    }
}
