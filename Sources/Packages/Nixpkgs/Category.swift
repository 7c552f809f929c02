/// What a package is for: a closed set, derived from where it lives in the tree, else from what it says of itself.
public enum Category: String, Sendable, CaseIterable {
    case python, haskell, javascript, r, perl, ruby, ocaml, lua, go, rust, editors, browsers, games, servers, fonts,
        themes, multimedia, office, science, graphics, networking, system, security, backup, filesystems, compilers,
        interpreters, libraries, tools, development, misc

    /// Those that say what a package is for rather than in which language it is written; `misc` says neither.
    public static let purposes = Array(allCases.drop { $0 != .editors }.dropLast())
}

/// How the category of a package is known.
public enum CategorySource: String, Sendable, CaseIterable {
    /// By a directory of its position or a segment of its attribute path.
    case path
    /// By the package set that it is in.
    case set
    /// By its description, beside those of packages whose path tells; `misc` where that says too little.
    case inferred
}
