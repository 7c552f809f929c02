import Basics

extension Category {
    /// The category of a package at `attributePath` whose definition is at `position` (`pkgs/…/default.nix:12`).
    ///
    /// A language is told by its package set (Go and Rust by their builders' directories), everything else by a
    /// whole directory of the position, then by a whole segment of the attribute path; never by part of a word.
    init(attributePath: String, position: String) {
        let directories = Self.directories(position)
        let segments = DottedPath.segments(attributePath)
        self =
            segments.dropLast().lazy.compactMap { Self.language(ofSet: $0[...]) }.first
            ?? Self.builderLanguage(directories)
            ?? Self.first(of: directories)
            ?? Self.first(of: segments.map { $0[...] })
            ?? .misc
    }

    /// The directories of a position below `pkgs/`; none below `pkgs/by-name`, which tells only the name.
    private static func directories(_ position: String) -> [Substring] {
        let parts = position.split(separator: "/")
        guard let root = parts.firstIndex(of: "pkgs") else { return [] }
        let below = parts[(root + 1)...].dropLast()
        return below.first == "by-name" ? [] : Array(below)
    }

    /// The first category, in the order of the set, that is one of `names`.
    private static func first(of names: [Substring]) -> Category? {
        names.compactMap { ranks[$0] }.min().map { allCases[$0] }
    }

    /// Positions in the set of the categories that paths name directly.
    private static let ranks = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().dropFirst(10).map { ($1.rawValue[...], $0) })

    private static func builderLanguage(_ directories: [Substring]) -> Category? {
        if directories.contains(where: { ["go", "go-modules", "go-packages"].contains($0) }) { return .go }
        if directories.contains(where: { ["rust", "rust-modules", "rust-packages"].contains($0) }) { return .rust }
        return nil
    }

    /// `python313Packages`, `luajitPackages`, `ocamlPackages_4_14`, `rubyGems` …
    private static func language(ofSet segment: Substring) -> Category? {
        if segment == "rubyGems" { return .ruby }
        guard let end = segment.firstRange(of: "Packages") else { return nil }
        guard end.upperBound == segment.endIndex || segment[end.upperBound] == "_" else { return nil }
        let set = segment[..<end.lowerBound]
        if set.hasPrefix("lua") { return .lua }
        return sets[set.trimmingDigits]
    }

    private static let sets: [Substring: Category] = [
        "python": .python, "pypy": .python, "haskell": .haskell, "node": .javascript, "r": .r, "perl": .perl,
        "ruby": .ruby, "ocaml": .ocaml,
    ]
}

extension Substring {
    /// Without the digits and underscores at its end.
    fileprivate var trimmingDigits: Substring {
        var rest = self
        while let last = rest.utf8.last, (0x30...0x39).contains(last) || last == UInt8(ascii: "_") { rest.removeLast() }
        return rest
    }

    /// Where `word` stands first.
    fileprivate func firstRange(of word: String) -> Range<Index>? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(word) { return at..<index(at, offsetBy: word.count) }
            at = index(after: at)
        }
        return nil
    }
}
