import Basics

/// A pattern of SQL's LIKE: `%` stands for any characters, `_` for one, `\` takes the next one as it is.
public struct LikePattern: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case any
        case one
        /// A scalar, first as it is written, then in its other cases.
        case exactly([Unicode.Scalar])
    }

    /// The pattern as it is written.
    let text: String
    private let parts: [Part]

    /// Nil for a pattern that ends with a single `\`, which Postgres refuses.
    public init?(_ pattern: String) {
        var parts: [Part] = []
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            switch scalar {
            case _ where isEscaped:
                parts.append(.exactly(Self.cases(of: scalar)))
                isEscaped = false
            case "\\": isEscaped = true
            case "%": if parts.last != .any { parts.append(.any) }
            case "_": parts.append(.one)
            default: parts.append(.exactly(Self.cases(of: scalar)))
            }
        }
        if isEscaped { return nil }
        text = pattern
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
        case .exactly(let cases): ignoresCase ? cases.contains(scalar) : cases.first == scalar
        }
    }

    /// The pattern as a regular expression of Postgres, without regard to case. ILIKE would ask the database's collation
    /// what the small letters are, and the plainest one knows those of ASCII alone.
    var regularExpression: String {
        let parts = parts.map { part in
            switch part {
            case .any: ".*"
            case .one: "."
            case .exactly(let cases): "(?:\(cases.map(Self.escaped).joined(separator: "|")))"
            }
        }
        return "^\(parts.joined())$"
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        "\\U" + UInt64(scalar.value).hexadecimal.suffix(8)
    }

    /// A scalar as it is, small, large and as a title begins, as far as these are scalars.
    private static func cases(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let properties = scalar.properties
        let mappings = [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping]
        return mappings.reduce(into: [scalar]) { all, mapping in
            let scalars = mapping.unicodeScalars
            if let only = scalars.first, scalars.count == 1, !all.contains(only) { all.append(only) }
        }
    }
}
