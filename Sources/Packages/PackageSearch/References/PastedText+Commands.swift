/// The packages that command lines of Nix name.
extension PastedText {
    /// `nix shell nixpkgs#a nixpkgs#b`, `nix-shell -p a b`, `nix-env -iA nixos.a`, after a prompt or `sudo`.
    static func commandLine(_ words: [Substring]) -> [Name]? {
        let words = words.drop { ["$", "sudo", "exec"].contains($0) || isAssignment($0) }
        guard let program = words.first?.split(separator: "/").last else { return nil }
        switch program {
        case "nix", "nom": return flakeCommand(words.dropFirst())
        case "nix-shell", "nix-env", "nix-build", "nom-shell", "nom-build":
            return classicCommand(words.dropFirst())
        default: return nil
        }
    }

    private static func isAssignment(_ word: Substring) -> Bool {
        guard let equals = word.firstIndex(of: "=") else { return false }
        return word[..<equals].allSatisfy { $0.isUppercase || $0 == "_" || $0.isNumber }
    }

    /// The installables of a command of the newer kind; whatever it runs inside is not a package.
    private static func flakeCommand(_ words: ArraySlice<Substring>) -> [Name]? {
        guard let command = words.first, flakeCommands.contains(command) else { return nil }
        var names: [Name] = []
        var rest = words.dropFirst()
        // What is searched in comes before what is searched for.
        if command == "search", !(rest.first.map(isFlake) ?? false) { return nil }
        while let word = rest.popFirst() {
            if ["-c", "--command", "--"].contains(word) { break }
            if word.hasPrefix("-") {
                rest = rest.dropFirst(arguments[word] ?? 0)
            } else if word.contains("#") {
                names += flake(word)
            } else if command == "search", !isFlake(word) {
                names.append(Name(text: String(word)))
            } else if let name = rooted(word) {
                names.append(name)
            }
        }
        return names
    }

    private static let flakeCommands: Set<Substring> = [
        "shell", "run", "build", "develop", "profile", "search", "eval", "edit", "log", "path-info", "why-depends",
        "bundle", "copy", "print-dev-env", "derivation", "env",
    ]

    /// Options that other words belong to, with how many.
    private static let arguments: [Substring: Int] = [
        "-f": 1, "--file": 1, "-I": 1, "--arg": 2, "--argstr": 2, "--option": 2, "--override-input": 2,
        "--inputs-from": 1, "--extra-experimental-features": 1, "--experimental-features": 1, "--system": 1,
        "--expr": 1, "-o": 1, "--out-link": 1, "--profile": 1, "-j": 1, "--max-jobs": 1, "--to": 1, "--from": 1,
        "--run": 1, "--command": 1, "--include": 1,
    ]

    /// The packages of `nix-shell -p …` and of `nix-env -iA …`.
    private static func classicCommand(_ words: ArraySlice<Substring>) -> [Name]? {
        var names: [Name] = []
        var isNaming = false
        var rest = words
        while let word = rest.popFirst() {
            if word.hasPrefix("-") {
                isNaming = namingOptions.contains(word) || isNaming && !["--run", "--command"].contains(word)
                rest = rest.dropFirst(arguments[word] ?? 0)
            } else if isNaming, let name = attribute(word) {
                names.append(name)
            }
        }
        return names.isEmpty ? nil : names
    }

    private static let namingOptions: Set<Substring> = [
        "-p", "--packages", "-A", "--attr", "-i", "-iA", "--install", "-u", "-uA", "-e", "-qaP", "-qaA", "-ibA", "-iPA",
    ]
}
