import TestSupport
import Testing

@testable import Text

@Suite("Tokenizers")
struct TokenizerTests {
    private func names(_ text: String) -> [String] {
        var tokens = TokenBuffer()
        NameTokenizer.tokenize(text, into: &tokens)
        return tokens.strings
    }

    private func prose(_ text: String, joined: Bool = true) -> [String] {
        var tokens = TokenBuffer()
        ProseTokenizer.tokenize(Folding.fold(text), joined: joined, into: &tokens)
        return tokens.strings
    }

    private func fold(_ text: String) -> String { String(decoding: Folding.fold(text), as: UTF8.self) }

    // MARK: Names

    @Test(
        "names split at separators, case changes and digits, each part also whole",
        arguments: [
            ("ripgrep", ["ripgrep"]), ("gnome-terminal", ["gnome", "terminal"]),
            ("gtk4", ["gtk4", "gtk", "4"]), ("7zip", ["7zip", "7", "zip"]),
            ("NetworkManager", ["networkmanager", "network", "manager"]),
            ("postgresql_16", ["postgresql", "16"]), ("XMLParser", ["xmlparser"]),
            ("python312Packages.http-parser", ["python312packages", "python", "312", "packages", "http", "parser"]),
            ("\"quoted.part\"", ["quoted", "part"]), ("g++", ["g++"]), ("c#", ["c#"]), ("gtk+", ["gtk+"]),
            ("", []), ("--..__", []), ("a", ["a"]), ("été2", ["ete2"]),
        ])
    func nameTokens(name: String, tokens: [String]) { #expect(names(name) == tokens) }

    @Test("the spellings of a name meet under one key; symbols that tell names apart stay")
    func keys() {
        let compose = Array("dockercompose".utf8)
        for spelling in ["docker-compose", "docker compose", "dockerCompose", "docker_compose", "Docker.Compose"] {
            #expect(NameTokenizer.key(spelling) == compose)
        }
        #expect(NameTokenizer.key("g++") == Array("g++".utf8))
        #expect(NameTokenizer.key("c#") != NameTokenizer.key("c"))
        #expect(NameTokenizer.key("...") == Array("...".utf8))
        #expect(NameTokenizer.key("") == [])
    }

    // MARK: Prose

    @Test(
        "prose keeps the symbols of names and joins compounds",
        arguments: [
            ("a C++ library", ["a", "c", "c++", "library"]), ("C# and F#", ["c", "c#", "and", "f", "f#"]),
            ("gtk+", ["gtk", "gtk+"]), (".NET runtime", ["net", ".net", "runtime"]),
            ("the .net core", ["the", "net", ".net", "core"]), ("Node.js", ["node", "js", "nodejs"]),
            ("command-line tool", ["command", "line", "commandline", "tool"]),
            ("TCP/IP", ["tcp", "ip", "tcpip"]), ("end. Next", ["end", "next"]), ("wait... what?", ["wait", "what"]),
            ("x--y", ["x", "y"]), ("7zip", ["7zip"]), ("", []), (" \t\n", []), ("-", []),
            ("library++ x", ["library", "x"]), ("c++filt", ["c", "filt"]),
        ])
    func proseTokens(text: String, tokens: [String]) { #expect(prose(text) == tokens) }

    @Test("joined forms can be left out, and a very long compound has none")
    func joining() {
        #expect(prose("node.js", joined: false) == ["node", "js"])
        let parts = (0..<30).map { "p\($0)" }
        #expect(prose(parts.joined(separator: "-")) == parts)
    }

    // MARK: Folding

    @Test("case and accents fold away")
    func folding() {
        for (text, folded) in [
            ("Émile", "emile"), ("ÀÉÎÕÜ", "aeiou"), ("naïve Café", "naive cafe"), ("e\u{301}", "e"),
            ("ABC xyz 09", "abc xyz 09"),
            ("ŁÓDŹ", "łodz"), ("ГОСТ", "гост"), ("Ångström", "angstrom"),
        ] {
            #expect(fold(text) == folded)
            #expect(fold(folded) == folded)
        }
    }

    @Test("an ideograph is a word of its own; words of other scripts stay whole")
    func scripts() {
        #expect(prose("中文 input") == ["中", "文", "input"])
        #expect(prose("привет мир") == ["привет", "мир"])
        #expect(prose("日本語IME").first == "日")
        #expect(prose("日本語IME").last == "ime")
    }

    @Test("stop words are function words, never names people look for")
    func stopWords() {
        for word in ["the", "for", "with"] { #expect(StopWords.contains(Array(word.utf8))) }
        for word in ["git", "go", "hello", "r", "c", "", "without a"] { #expect(!StopWords.contains(Array(word.utf8))) }
    }

    // MARK: Properties

    @Test("tokens of any bytes are words: not empty, folded, and tokens of themselves")
    func properties() {
        var random = SplitMix(17)
        let alphabet = Array("abzAZ019 .-_/+#\"'\t\n".utf8) + Array("éß漢🦀\u{301}".utf8) + [0x00, 0xFF, 0xC3]
        for round in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                round % 4 == 0 ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random) ?? 0
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let folded = Folding.fold(text)
            #expect(!folded.contains { $0 &- 0x41 < 26 })
            // A joined form may hold a symbol in the middle (`c++-filt`); only pieces are tokens of themselves.
            for token in prose(text, joined: false) {
                #expect(prose(token, joined: false).contains(token), "\(token) of \(bytes)")
            }
            for token in prose(text) {
                #expect(!token.isEmpty)
                #expect(EnglishStemmer.stem(token).utf8.count <= token.utf8.count)
            }
            for token in names(text) { #expect(!token.isEmpty) }
            for token in names(text) where text.utf8.allSatisfy({ $0 < 0x80 }) {
                #expect(names(token).contains(token), "\(token) of \(bytes)")
            }
            _ = NameTokenizer.key(text)
        }
    }
}
