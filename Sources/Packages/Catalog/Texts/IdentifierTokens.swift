/// The pieces of names, so that a search finds `16` in `postgresql_16` and `terminal` in `gnome-terminal`.
enum IdentifierTokens {
    /// How many scalars of a name are looked at, as many as any text but an attribute path can have.
    static let limit = 2_000

    /// The distinct lower-cased pieces of `names` in first-seen order, split at everything but letters and digits, at
    /// lower→upper case changes and between letters and digits; before its pieces, each part between separators that
    /// mixes letters and digits.
    static func tokens(of names: [String]) -> [String] {
        var tokens = DistinctTokens()
        var part = Part()
        for name in names { split(name, &part, into: &tokens) }
        return tokens.list
    }

    /// Tokens in first-seen order, each once.
    private struct DistinctTokens {
        private(set) var list: [String] = []
        private var seen: Set<String> = []
        /// Up to here, which is most packages, a scan is cheaper than a set.
        private static let few = 16

        mutating func add(_ token: String) {
            if list.count < Self.few {
                if list.contains(token) { return }
            } else {
                if seen.isEmpty { seen = Set(list) }
                guard seen.insert(token).inserted else { return }
            }
            list.append(token)
        }
    }

    private enum Kind { case lower, upper, letter, digit, other }

    private static func split(_ name: String, _ part: inout Part, into tokens: inout DistinctTokens) {
        for scalar in name.unicodeScalars.prefix(limit) {
            let kind = kind(scalar)
            if kind == .other { part.end(&tokens) } else { part.add(scalar, kind) }
        }
        part.end(&tokens)
    }

    /// What stands between two separators; one serves all, as its memory does.
    private struct Part {
        private var whole = String.UnicodeScalarView()
        /// Where its pieces end.
        private var ends: [String.UnicodeScalarView.Index] = []
        private var previous = Kind.other
        private var hasLetter = false
        private var hasDigit = false

        mutating func add(_ scalar: Unicode.Scalar, _ kind: Kind) {
            if isBoundary(previous, kind) { ends.append(whole.endIndex) }
            if kind == .digit { hasDigit = true } else { hasLetter = true }
            whole.append(scalar)
            previous = kind
        }

        mutating func end(_ tokens: inout DistinctTokens) {
            guard !whole.isEmpty else { return }
            // Most parts are of one piece.
            if ends.isEmpty || hasLetter && hasDigit { tokens.add(String(whole).lowercased()) }
            if !ends.isEmpty {
                var start = whole.startIndex
                for end in ends + [whole.endIndex] {
                    tokens.add(String(whole[start..<end]).lowercased())
                    start = end
                }
            }
            whole.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
            (previous, hasLetter, hasDigit) = (.other, false, false)
        }
    }

    private static func isBoundary(_ a: Kind, _ b: Kind) -> Bool {
        if a == .other { return false }
        return (a == .digit) != (b == .digit) || (a == .lower && b == .upper)
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar {
        case "a"..."z": return .lower
        case "A"..."Z": return .upper
        case "0"..."9": return .digit
        default:
            guard scalar.value >= 0x80 else { return .other }
            let properties = scalar.properties
            if properties.numericType != nil { return .digit }
            if properties.isLowercase { return .lower }
            if properties.isUppercase { return .upper }
            // Marks belong to the letter before them.
            return properties.isAlphabetic || properties.canonicalCombiningClass != .notReordered ? .letter : .other
        }
    }
}
