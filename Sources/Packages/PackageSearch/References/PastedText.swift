import Basics

/// The packages that a text names as Nix writes them: a flake reference, an attribute path from some root, a command line,
/// a store path, a list of a configuration. Nil for any other text, which is searched for as it is.
struct PastedText: Equatable {
    /// A package as the text names it.
    struct Name: Hashable {
        /// An attribute path without a root, or a derivation's name with its version.
        var text: String
    }

    /// What is named, in order, each once.
    let names: [Name]
    /// Whether the text is a single word with a root before it, and so may be something else.
    let isOneWord: Bool

    /// More names than this nobody pastes to look at.
    static let maximumNames = 16

    init?(_ text: String) {
        let words = Self.words(text)
        isOneWord = words.count == 1 && !text.contains { "#/[{".contains($0) }
        let names =
            Self.storePaths(words) ?? Self.commandLine(words) ?? Self.list(text) ?? Self.option(words)
            ?? Self.references(words)
        guard let names, !names.isEmpty else { return nil }
        self.names = Array(names.removingDuplicates().prefix(Self.maximumNames))
    }

    /// The words of a text without comments, the quotation marks of a shell taken away.
    private static func words(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isNewline).flatMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.prefix { $0.first != "#" }
        }.map { $0.trimming("\"'") }.filter { !$0.isEmpty }
    }

    // MARK: Store paths

    /// `/nix/store/HASH-hello-2.12.3/bin/hello`, also inside another text.
    private static func storePaths(_ words: [Substring]) -> [Name]? {
        let names = words.compactMap { word -> Name? in
            guard let root = word.firstRange(of: "/nix/store/") else { return nil }
            let base = word[root.upperBound...].prefix { $0 != "/" }
            guard base.utf8.count > 33, base.dropFirst(32).first == "-" else { return nil }
            return derivation(base.dropFirst(33).trimming("\"'`,;:)").removing(suffix: ".drv"))
        }
        return names.isEmpty ? nil : names
    }

    /// A derivation's full name; what stands for an output behind a version is left out.
    private static func derivation(_ text: Substring) -> Name {
        for output in outputs where text.hasSuffix("-\(output)") {
            let rest = text.removing(suffix: "-\(output)")
            if rest.last?.isNumber == true { return Name(text: String(rest)) }
        }
        return Name(text: String(text))
    }

    /// What packages call their outputs.
    static let outputs = [
        "bin", "dev", "devdoc", "dist", "doc", "debug", "info", "lib", "man", "out", "py", "static",
    ]

    // MARK: Lists and options of a configuration

    /// `environment.systemPackages = with pkgs; [ a b ];`, also where the text ends inside it.
    private static func list(_ text: String) -> [Name]? {
        guard let open = text.firstIndex(of: "[") else { return nil }
        let before = text[..<open]
        let isList =
            before.contains("with ") && before.contains(";")
            || before.contains("=") && ["ackages", "nputs", "pkgs", "fonts"].contains { before.contains($0) }
        guard isList else { return nil }
        // Of nested lists the inner brackets are passed over, and what follows the last one is not in the list.
        let inside = text[open...].dropFirst()
        let end = inside.lastIndex(of: "]") ?? inside.endIndex
        return words(String(inside[..<end]))
            .flatMap { $0.split { "()[]".contains($0) } }
            .filter { !["with", "pkgs;", "inherit", "lib.optionals", "++"].contains($0) }
            .compactMap(attribute)
    }

    /// `programs.firefox.enable = true;`
    private static func option(_ words: [Substring]) -> [Name]? {
        guard let path = words.first, words.dropFirst().first == "=" || path.contains("=") else { return nil }
        let segments = path.prefix { $0 != "=" }.split(separator: ".")
        guard segments.count >= 3, ["programs", "services"].contains(segments[0]) else { return nil }
        return [Name(text: String(segments[1]))]
    }

    // MARK: References

    /// Words each of which names a package from a root, and nothing else but words of the language.
    private static func references(_ words: [Substring]) -> [Name]? {
        var names: [Name] = []
        for word in words where !["lib.getExe", "lib.getBin", "with", "inherit", "import", "in"].contains(word) {
            if word.contains("#") {
                let found = flake(word)
                guard !found.isEmpty else { return nil }
                names += found
            } else if let name = rooted(word) {
                names.append(name)
            } else {
                return nil
            }
        }
        return names
    }

    /// `nixpkgs#hello`, `github:NixOS/nixpkgs/REV#hello^dev`, `nixpkgs#{a,b}`.
    static func flake(_ word: Substring) -> [Name] {
        guard let hash = word.firstIndex(of: "#"), isFlake(word[..<hash]) else { return [] }
        let path = word[word.index(after: hash)...].trimming("{}").prefix { $0 != "^" }
        return path.split(separator: ",").compactMap(attribute)
    }

    static func isFlake(_ text: Substring) -> Bool {
        text.contains("nixpkgs") || text.hasPrefix(".") || text.hasPrefix("/") || text.hasPrefix("~")
            || ["self", "n", "nixos", "unstable", "stable", "master", "flake:nixpkgs"].contains(text)
            || ["github:", "gitlab:", "git+", "path:", "flake:", "tarball+", "https://", "sourcehut:", "indirect:"]
                .contains(where: text.hasPrefix)
    }

    /// An attribute path that begins with a root; nil where it does not.
    static func rooted(_ word: Substring) -> Name? {
        var path = word.trimming("${}()[];,")
        // `${pkgs.hello}/bin/hello`
        path = path.prefix { $0 != "}" && $0 != "/" }
        var isRooted = false
        while let (root, rest) = split(path), !rest.isEmpty {
            if roots.contains(root) {
                path = rest
            } else if let channel = root.split(separator: "-").dropFirst().first, isRelease(root, channel),
                let (_, behind) = split(rest)
            {
                // `nixos-25.11.hello`
                path = behind
            } else if ["legacyPackages", "packages"].contains(root), let (_, behind) = split(rest) {
                path = behind
            } else {
                break
            }
            isRooted = true
        }
        return isRooted ? attribute(path) : nil
    }

    private static func isRelease(_ root: Substring, _ year: Substring) -> Bool {
        (root.hasPrefix("nixos-") || root.hasPrefix("nixpkgs-")) && year.count == 2 && year.allSatisfy(\.isNumber)
    }

    private static let roots: Set<Substring> = [
        "nixpkgs", "nixos", "pkgs", "unstable", "nixos-unstable", "nixpkgs-unstable", "nixpkgs_unstable", "<nixpkgs>",
    ]

    private static func split(_ path: Substring) -> (Substring, Substring)? {
        path.firstIndex(of: ".").map { (path[..<$0], path[path.index(after: $0)...]) }
    }

    /// What can be an attribute path, without a root and without the functions that are called on packages.
    static func attribute(_ word: Substring) -> Name? {
        if let name = rooted(word) { return name }
        var path = word.trimming("()[];,").prefix { $0 != "^" }
        for call in [".withPackages", ".override", ".overrideAttrs", ".withPlugins", ".outPath"] {
            path = path.removing(suffix: call)
        }
        guard let first = path.first, first.isLetter || first.isNumber || "_\"".contains(first) else { return nil }
        guard path.allSatisfy({ $0.isLetter || $0.isNumber || "_-.+'\"".contains($0) }) else { return nil }
        return Name(text: String(path))
    }
}

extension Substring {
    /// Without the characters of `set` at both ends.
    fileprivate func trimming(_ set: String) -> Substring {
        var rest = self
        while let first = rest.first, set.contains(first) { rest.removeFirst() }
        while let last = rest.last, set.contains(last) { rest.removeLast() }
        return rest
    }

    fileprivate func removing(suffix: String) -> Substring { hasSuffix(suffix) ? dropLast(suffix.count) : self }
}
