import TestSupport
import Testing

@testable import Text

@Suite("Stemmer")
struct PorterStemmerTests {
    @Test("words stem as Snowball says", arguments: StemmerVocabulary.pairs)
    func vocabulary(word: String, stem: String) { #expect(EnglishStemmer.stem(word) == stem) }

    @Test("the vocabulary was read whole")
    func vocabularySize() { #expect(StemmerVocabulary.pairs.count == 190) }

    @Test(
        "short words and words that are not folded English stay",
        arguments: ["", "a", "is", "as", "c++", "node.js", "été", "x86s", "gtk4s", "RUNNING", "日本語"])
    func untouched(word: String) { #expect(EnglishStemmer.stem(word) == word) }

    @Test("apostrophes go, the word stays")
    func apostrophes() {
        #expect(EnglishStemmer.stem("user's") == "user")
        #expect(EnglishStemmer.stem("users'") == "user")
        #expect(EnglishStemmer.stem("'quoted'") == "quot")
    }

    @Test("no word grows, vanishes or traps")
    func properties() {
        var random = SplitMix(23)
        let suffixes = [
            "", "ing", "ed", "eed", "ly", "s", "ies", "ied", "ational", "fulness", "'s", "'", "y", "ion", "e", "ll",
            "us",
        ]
        let letters = Array("abcdefghiklmnopqrstuvwxyz'y".utf8)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...7, using: &random)
            let stem = (0..<count).map { _ in letters.randomElement(using: &random) ?? 0x61 }
            let word = stem + Array((suffixes.randomElement(using: &random) ?? "").utf8)
            var stemmed = word
            EnglishStemmer.stem(&stemmed)
            #expect(stemmed.count <= word.count)
            #expect(
                !stemmed.contains { $0 &- 0x41 < 26 }, "a mark is left in \(String(decoding: stemmed, as: UTF8.self))")
        }
    }
}
