/// The pieces of names, so that a search finds `16` in `postgresql_16` and `terminal` in `gnome-terminal`.
enum IdentifierTokens {
    /// How many scalars of a name are looked at, as many as any text but an attribute path can have.
    static let limit = 2_000

    /// The distinct lower-cased pieces of `names` in first-seen order, split at everything but letters and digits, at
    /// lower→upper case changes and between letters and digits.
    static func tokens(of names: [String]) -> [String] {
        var tokens = DistinctTokens()
        for name in names { split(name, into: &tokens) }
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

    private static func split(_ name: String, into tokens: inout DistinctTokens) {
        var piece = String.UnicodeScalarView()
        var previous = Kind.other
        for scalar in name.unicodeScalars.prefix(limit) {
            let kind = kind(scalar)
            if kind == .other || isBoundary(previous, kind) { end(&piece, &tokens) }
            if kind != .other { piece.append(scalar) }
            previous = kind
        }
        end(&piece, &tokens)
    }

    private static func end(_ piece: inout String.UnicodeScalarView, _ tokens: inout DistinctTokens) {
        guard !piece.isEmpty else { return }
        tokens.add(String(piece).lowercased())
        piece.removeAll(keepingCapacity: true)
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
