/// The pieces of names, so that a search finds `16` in `postgresql_16` and `terminal` in `gnome-terminal`.
enum IdentifierTokens {
    /// The distinct lower-cased pieces of `names` in first-seen order, split at everything but letters and digits, at
    /// lower→upper case changes and between letters and digits.
    static func tokens(of names: [String]) -> [String] {
        var tokens: [String] = []
        for name in names { split(name, into: &tokens) }
        return tokens
    }

    private enum Kind { case lower, upper, letter, digit, other }

    private static func split(_ name: String, into tokens: inout [String]) {
        var piece = String.UnicodeScalarView()
        var previous = Kind.other
        for scalar in name.unicodeScalars {
            let kind = kind(scalar)
            if kind == .other || isBoundary(previous, kind) { end(&piece, &tokens) }
            if kind != .other { piece.append(scalar) }
            previous = kind
        }
        end(&piece, &tokens)
    }

    private static func end(_ piece: inout String.UnicodeScalarView, _ tokens: inout [String]) {
        let token = String(piece).lowercased()
        // A handful of tokens a package: a scan is cheaper than a set.
        if !token.isEmpty && !tokens.contains(token) { tokens.append(token) }
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
