/// A pattern of SQL's LIKE: `%` stands for any characters, `_` for one, `\` takes the next one as it is.
struct LikePattern {
    private enum Part: Equatable {
        case any
        case one
        case exactly(Unicode.Scalar)
    }

    private let parts: [Part]

    /// Nil for a pattern that ends with a single `\`, which Postgres refuses.
    init?(_ pattern: String) {
        var parts: [Part] = []
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            switch scalar {
            case _ where isEscaped:
                parts.append(.exactly(scalar))
                isEscaped = false
            case "\\": isEscaped = true
            case "%": if parts.last != .any { parts.append(.any) }
            case "_": parts.append(.one)
            default: parts.append(.exactly(scalar))
            }
        }
        if isEscaped { return nil }
        self.parts = parts
    }

    /// Whether all of `text` is of this pattern. Of two `%` only the later one is ever tried again, so that the time is at
    /// most the product of the lengths.
    func matches(_ text: String, ignoresCase: Bool) -> Bool {
        let text = Array(text.unicodeScalars)
        var (at, part): (Int, Int) = (0, 0)
        var retry: (at: Int, part: Int)?
        while at < text.count || part < parts.count {
            if part < parts.count, parts[part] == .any {
                retry = (at, part)
                part += 1
            } else if at < text.count, part < parts.count, fits(parts[part], text[at], ignoresCase) {
                at += 1
                part += 1
            } else if let last = retry, last.at < text.count {
                retry = (last.at + 1, last.part)
                (at, part) = (last.at + 1, last.part + 1)
            } else {
                return false
            }
        }
        return true
    }

    private func fits(_ part: Part, _ scalar: Unicode.Scalar, _ ignoresCase: Bool) -> Bool {
        switch part {
        case .any: false
        case .one: true
        case .exactly(let other):
            scalar == other
                || ignoresCase && scalar.properties.lowercaseMapping == other.properties.lowercaseMapping
        }
    }
}
