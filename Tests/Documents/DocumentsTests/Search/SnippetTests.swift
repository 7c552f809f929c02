import TestSupport
import Testing

@testable import Documents

@Suite struct SnippetTests {
    private func snippet(_ text: String, _ question: String) -> [Snippet.Part] {
        Snippet(of: text, for: QuestionWords(question)).parts
    }

    private func marked(_ text: String, _ question: String) -> [String] {
        snippet(text, question).filter(\.isMarked).map(\.text)
    }

    @Test func wordsAreFoundInAnyFormThatMatters() {
        let found = marked("Leases END; the ended lease.", "when does the lease end?")
        #expect(found == ["Leases", "END", "ended", "lease"])
        #expect(marked("Émile's café", "emile CAFE") == ["Émile", "café"])
        #expect(marked("releases and please", "lease").isEmpty)
        #expect(marked("the of and", "the of and").isEmpty)
        #expect(marked("契約の終了", "契約").joined() == "契約")
    }

    @Test func shortTextsAreWholeAndOnOneLine() {
        let parts = snippet(" one\n\n\ttwo\u{1B}three  ", "two")
        #expect(parts.map(\.text).joined() == "one two three ")
        #expect(snippet("", "x").isEmpty)
    }

    @Test func theDensestPassageIsShown() throws {
        let filler = String(repeating: "lorem ipsum dolor ", count: 60)
        let text = filler + "notice of the lease must be given in March " + filler + "lease " + filler
        let parts = snippet(text, "lease notice March")
        let whole = parts.map(\.text).joined()
        #expect(parts.filter(\.isMarked).map(\.text) == ["notice", "lease", "March"])
        #expect(whole.hasPrefix("…") && whole.hasSuffix("…") && whole.count < 300)
        #expect(snippet(filler, "lease").map(\.text).joined().hasPrefix("lorem ipsum"))
    }

    @Test func whateverTheTextThePartsAreOfIt() {
        var random = SplitMix(11)
        let pieces = [
            "lease", " ", "\n", "end", "<", "&", "é", "e\u{301}", "漢", "🦊", "\u{0}", "…", "x", "123", "\u{202E}",
        ]
        for _ in 0..<TestSettings.fuzzIterations(300) {
            func text(_ count: Int) -> String {
                (0..<Int.random(in: 0..<count, using: &random)).map { _ in
                    pieces.randomElement(using: &random) ?? ""
                }.joined()
            }
            let (chunk, question) = (text(400), text(6))
            let parts = snippet(chunk, question)
            let shown = parts.map(\.text).joined()
            #expect(shown.unicodeScalars.count <= Snippet.length + 80)
            for part in parts { #expect(!part.text.isEmpty) }
            for part in parts where part.isMarked { #expect(chunk.unicodeScalars.contains(part.text.unicodeScalars)) }
        }
    }
}
