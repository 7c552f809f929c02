import PackageSearch
import TestSupport
import Testing

@testable import SearchAPI

@Suite struct PageSnippetTests {
    @Test(arguments: [
        ("ripgrep", "ripgrep"), ("python313Packages.numpy", "python313Packages.numpy"), ("_7zz", "_7zz"),
        (#"nodePackages."@angular/cli""#, #"nodePackages."@angular/cli""#), ("7zip", #""7zip""#), ("a.or", #"a."or""#),
        (#"a."b.c""#, #"a."b.c""#), ("x${y}", #""x\${y}""#), (#"a\b"#, #""a\\b""#), ("a'b", "a'b"), ("", #""""#),
        ("a\nb", "\"a\u{FFFD}b\""), (#"a."b\"c\\.d""#, #"a."b\"c\\.d""#),
    ])
    func attributePathsAreExpressions(path: String, expression: String) {
        #expect(NixName(path).expression == expression)
    }

    @Test(arguments: [
        ("nixpkgs#ripgrep", "nixpkgs#ripgrep"), ("a b", "'a b'"), ("a'b", #"'a'\''b'"#), ("", "''"), ("$(x)", "'$(x)'"),
        ("-p", "'-p'"), ("#x", "'#x'"), ("`id`", "'`id`'"), ("a;b", "'a;b'"), ("~", "'~'"),
    ])
    func wordsAreQuotedForShells(text: String, word: String) { #expect(NixName.shellWord(text) == word) }

    @Test func aShellReadsBackOneWord() {
        var random = SplitMix(3)
        let alphabet = Array("ab'\"\\ $`;&|<>(){}*?~#!-\n\té")
        for _ in 0..<1000 {
            let text = String(
                (0..<Int.random(in: 0..<10, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
            #expect(Self.words(NixName.shellWord(text)) == [text])
        }
    }

    /// The words of a line, as a POSIX shell splits it; only what `shellWord` may write.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var inQuotes = false
        var isEscaped = false
        for character in line {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "'" {
                inQuotes.toggle()
                word = word ?? ""
            } else if inQuotes {
                word = (word ?? "") + String(character)
            } else if character == "\\" {
                isEscaped = true
            } else if character == " " || character == "\n" || "$`;&|<>(){}*?~!\"".contains(character) {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }

    @Test func snippetsSayWhatTheirPackagesNeed() async throws {
        try await withService { service, _ in
            let snapshot = try service.snapshot()
            let plain = try #require(snapshot.package("ripgrep"))
            let broken = try #require(snapshot.package("gopass"))
            let one = Snippets([plain])
            #expect(one.shell == "nix shell nixpkgs#ripgrep")
            #expect(one.lines(hasProgram: true).count == 4)
            #expect(one.lines(hasProgram: false).count == 3)
            #expect(one.flake.contains("legacyPackages"))
            let both = Snippets([plain, broken])
            #expect(both.shell == "NIXPKGS_ALLOW_BROKEN=1 nix shell --impure nixpkgs#ripgrep nixpkgs#gopass")
            #expect(both.classicShell == "NIXPKGS_ALLOW_BROKEN=1 nix-shell -p ripgrep gopass")
            #expect(both.flake.contains("config = { allowBroken = true; }"))
            #expect(both.shellFile.contains("    pkgs.ripgrep\n    pkgs.gopass\n"))
            for file in [one.flake, both.flake, one.shellFile, both.shellFile] {
                for (open, close) in [("{", "}"), ("[", "]"), ("(", ")")] {
                    #expect(file.filter { String($0) == open }.count == file.filter { String($0) == close }.count)
                }
            }
        }
    }
}
