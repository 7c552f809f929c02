import Basics

extension Category {
    /// The category that the place of a package tells, and what told it; nil where nothing does.
    ///
    /// A language is told by its package set (or its builder's directory), everything else by a whole directory of the
    /// position (`pkgs/games/x/default.nix:12`), then by a whole segment of the attribute path, then by the package
    /// set; never by part of a word. `misc` tells nothing.
    static func told(attributePath: String, position: String) -> (category: Category, source: CategorySource)? {
        let directories = Self.directories(position)
        let segments = DottedPath.segments(attributePath)
        let sets = segments.dropLast()
        if let language = sets.lazy.compactMap({ Self.language(ofSet: $0[...]) }).first { return (language, .set) }
        let path =
            directories.lazy.compactMap { builders[$0] }.first ?? Self.first(of: directories)
            ?? Self.first(of: segments.map { $0[...] })
        if let path { return (path, .path) }
        return sets.lazy.compactMap { Self.purpose(ofSet: $0) }.first.map { ($0, .set) }
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

    /// Positions in the set of the categories that paths name directly, or by a word of their own.
    private static let ranks: [Substring: Int] = {
        let named = purposes.map { ($0.rawValue[...], $0) }
        let others: [(Substring, Category)] = [
            ("audio", .multimedia), ("video", .multimedia), ("os-specific", .system), ("icons", .themes),
        ]
        let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
        return Dictionary(uniqueKeysWithValues: (named + others).map { ($0, places[$1] ?? 0) })
    }()

    /// Directories of what a language's builder makes.
    private static let builders: [Substring: Category] = [
        "go": .go, "go-modules": .go, "go-packages": .go, "rust": .rust, "rust-modules": .rust, "rust-packages": .rust,
        "python-modules": .python, "haskell-modules": .haskell, "node-packages": .javascript, "r-modules": .r,
        "perl-modules": .perl, "ruby-modules": .ruby, "ocaml-modules": .ocaml, "lua-modules": .lua,
    ]

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
