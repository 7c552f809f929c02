/// What a package is for: a closed set, derived from where it lives in the tree.
public enum Category: String, Sendable, CaseIterable {
    case python, haskell, javascript, r, perl, ruby, ocaml, lua, go, rust, editors, browsers, games, servers, fonts,
        themes, multimedia, office, science, graphics, networking, system, security, backup, filesystems, compilers,
        interpreters, libraries, tools, development, misc
}
