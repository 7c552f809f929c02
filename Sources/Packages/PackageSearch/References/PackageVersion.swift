/// A version as Nix compares it: `builtins.compareVersions` of the Nix manual.
///
/// Cut at dots and dashes and between digits and letters; numbers compare as numbers, `pre` comes before everything, and a
/// number after letters: `2.3pre1` < `2.3` < `2.3a` < `2.3.1`.
public struct PackageVersion: Sendable, Comparable {
    private enum Component: Equatable {
        /// Digits without leading zeros: of any length.
        case number(Substring)
        case text(Substring)
        /// What a version that has ended is compared as.
        case end
    }

    private let components: [Component]
    /// The numbers before the first component of letters: `3, 13, 2` of `3.13.2rc1`; one too large for the machine is
    /// left out.
    public let numbers: [Int]

    /// Takes a version apart; every text is one.
    public init(_ text: some StringProtocol) {
        var components: [Component] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first == "." || first == "-" {
                rest.removeFirst()
                continue
            }
            let isNumber = Self.isDigit(first)
            let end = rest.firstIndex { Self.isDigit($0) != isNumber || $0 == "." || $0 == "-" } ?? rest.endIndex
            let part = rest[..<end]
            components.append(isNumber ? .number(part.drop { $0 == "0" }) : .text(part))
            rest = rest[end...]
        }
        self.components = components
        numbers = components.prefix { if case .number = $0 { true } else { false } }.compactMap {
            if case .number(let digits) = $0 { digits.isEmpty ? 0 : Int(digits) } else { nil }
        }
    }

    /// Whether `a` is the older version.
    public static func < (a: PackageVersion, b: PackageVersion) -> Bool { a.isOlder(than: b) }
    /// Whether neither is older: `1.02` and `1.2` are the same version.
    public static func == (a: PackageVersion, b: PackageVersion) -> Bool { a.components == b.components }

    private func isOlder(than other: PackageVersion) -> Bool {
        for i in 0..<max(components.count, other.components.count) {
            let (a, b) = (self[i], other[i])
            if a != b { return Self.precedes(a, b) }
        }
        return false
    }

    private subscript(_ i: Int) -> Component { i < components.count ? components[i] : .end }

    private static func precedes(_ a: Component, _ b: Component) -> Bool {
        switch (a, b) {
        case (.number(let a), .number(let b)): a.count != b.count ? a.count < b.count : a < b
        case (.text("pre"), _): true
        case (_, .text("pre")): false
        case (.end, .number): true
        case (.number, .end): false
        case (.text, .number): true
        case (.number, .text): false
        case (.end, .text): true
        case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.text, .end), (.end, .end): false
        }
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// Whether the first numbers are those of `other`: 14.3 is a version of 14.
    func isVersion(of other: PackageVersion) -> Bool {
        !other.numbers.isEmpty && other.numbers.count == other.components.count && numbers.starts(with: other.numbers)
    }
}
