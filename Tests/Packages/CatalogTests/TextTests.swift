import Basics
import Nixpkgs
import TestSupport
import Testing

@testable import Catalog

@Suite("Embedding texts and hashes")
struct TextTests {
    @Test("hash check values")
    func hashes() throws {
        #expect(try TextHashes("1").content == Int128("-133564262504941870397533380630732944700"))
        #expect(try TextHashes("1").text == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b")
        #expect(try TextHashes("").content == Int128("167830467844043968176572005485231480276"))
        #expect(try TextHashes.key(of: "abc") == TextHashes("abc").text)
        #expect(try TextHashes("abc").text == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    private let full = package("python313Packages.numpy") {
        $0.version = "2.1"
        $0.mainProgram = "f2py"
        $0.description = "Arrays"
        $0.longDescription = "Many arrays"
        $0.homepage = "https://numpy.org"
        var record = LicenseRecord(shortName: "bsd3")
        record.spdxId = "BSD-3-Clause"
        $0.license = .array(
            [record, LicenseRecord(shortName: "b"), LicenseRecord(), LicenseRecord(shortName: "d")], op: nil)
        $0.maintainers = [
            Maintainer(name: "", email: "a@b.c", github: "x"), Maintainer(name: "Ann"),
            Maintainer(name: "", github: "gh"), Maintainer(name: "fourth"),
        ]
        $0.platforms = (1...7).map { "p\($0)" }
    }

    @Test("template 1, all parts")
    func labelled() {
        #expect(
            EmbeddingTemplate.labelled(limit: 8192).text(of: full)
                == "Package: numpy. Version: 2.1. Main Program: f2py. Description: Arrays. Many arrays. "
                + "Homepage: https://numpy.org. License: BSD-3-Clause, b. Maintainers: a@b.c, Ann, gh. "
                + "Platforms: p1, p2, p3, p4, p5. Attribute: python313Packages.numpy")
    }

    @Test("template 1 leaves out what is empty, but not the name")
    func labelledEmpty() {
        let template = EmbeddingTemplate.labelled(limit: 8192)
        #expect(template.text(of: Package()) == "Package: ")
        let longOnly = package("a") { $0.longDescription = "Only long" }
        #expect(template.text(of: longOnly) == "Package: a. Version: 1.0. Description: Only long. Attribute: a")
        let same = package("a") {
            $0.description = "Same"
            $0.longDescription = "Same"
        }
        #expect(template.text(of: same) == "Package: a. Version: 1.0. Description: Same. Attribute: a")
    }

    @Test("a long text is cut by characters, not bytes")
    func truncation() {
        #expect(EmbeddingTemplate.truncate("ääää", to: 4) == "ääää")
        #expect(EmbeddingTemplate.truncate("äääää", to: 4) == "ä...")
        let long = package("a") { $0.longDescription = String(repeating: "é", count: 20_000) }
        let text = EmbeddingTemplate.labelled(limit: 8192).text(of: long)
        #expect(text.unicodeScalars.count == 8192)
        #expect(text.hasSuffix("é..."))
    }

    @Test("template static-1")
    func words() {
        #expect(EmbeddingTemplate.words.text(of: full) == "numpy Arrays")
        let named = package("x") {
            $0.packageName = "gtk+_sharp-2.0"
            $0.longDescription = String(repeating: "w", count: 300)
        }
        #expect(EmbeddingTemplate.words.text(of: named) == "gtk+ sharp 2 0 " + String(repeating: "w", count: 200))
        #expect(EmbeddingTemplate.words.text(of: package("a-b")) == "a b")
    }

    @Test(
        "identifier tokens",
        arguments: [
            (["postgresql_16"], "postgresql 16"),
            (["python312Packages.numpy"], "python312packages python 312 packages numpy"),
            (["gnome-terminal", "gnome-terminal"], "gnome terminal"), (["7zip", "7z"], "7zip 7 zip 7z z"),
            (["NetworkManager", "XMLParser"], "network manager xmlparser"), (["c++", ".net"], "c net"),
            (["größe2"], "größe2 größe 2"), ([""], ""),
            (["7zip-zstd"], "7zip 7 zip zstd"),
            (["lib.x86Emu_2"], "lib x86emu x 86 emu 2"), (["2048-cli"], "2048 cli"),
        ])
    func identifiers(names: [String], tokens: String) {
        #expect(IdentifierTokens.tokens(of: names).joined(separator: " ") == tokens)
    }

    @Test("an endless name gives no endless list, and many tokens are still told apart")
    func endlessNames() {
        let name = (0..<100_000).map { "x\($0)" }.joined(separator: ".")
        let tokens = IdentifierTokens.tokens(of: [name])
        #expect(tokens.count < IdentifierTokens.limit)
        #expect(tokens == IdentifierTokens.tokens(of: [String(name.prefix(IdentifierTokens.limit))]))
        #expect(tokens.prefix(5) == ["x0", "x", "0", "x1", "1"])
        #expect(Set(tokens).count == tokens.count)
        // What comes after such a name is looked at as before.
        #expect(IdentifierTokens.tokens(of: [name, "y"]) == tokens + ["y"])
    }

    @Test("search text: items in order, none empty")
    func searchText() {
        #expect(
            SearchText.text(of: full)
                == [
                    "numpy", "2.1", "python313Packages.numpy", "f2py", "Arrays", "Many arrays", "https://numpy.org",
                    "x Ann gh fourth", "bsd3 BSD-3-Clause b d",
                    "numpy python313packages python 313 packages f2py f 2 py",
                ].joined(separator: " \n"))
        #expect(SearchText.text(of: Package()).isEmpty)
    }

    @Test("stop words that name a package stay searchable")
    func stopWords() throws {
        // 571, but "would" stands there twice.
        let all = try StopWordList.english.words(without: [])
        #expect(all.count == 570)
        #expect(["hello", "go", "r", "c", "which"].allSatisfy(all.contains))
        let kept = try StopWordList.english.words(without: ["go", "which", "numpy"])
        #expect(kept.count == 568 && !kept.contains("go"))
        #expect(try StopWordList.none.words(without: []).isEmpty)
        try withTemporaryDirectory { directory in
            try AtomicFile.write(Array("Foo\r\nbar\n\nfoo\n".utf8), to: "\(directory)/words")
            #expect(try StopWordList.file("\(directory)/words").words(without: []) == ["foo", "bar"])
        }
        #expect(try StopWordList(setting: "") == .english)
        #expect(throws: FdnixError.self) { try StopWordList(setting: "german") }
        #expect(throws: FdnixError.self) { try StopWordList.file("/nowhere/words").words(without: []) }
    }
}
