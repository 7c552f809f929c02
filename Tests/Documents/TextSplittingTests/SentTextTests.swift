import Testing
import TextSplitting

@Suite struct SentTextTests {
    @Test func lineFeedsBecomeSpacesAndCarriageReturnsStay() {
        #expect(SentText.of("a\nb\r\nc\n\n") == "a b\r c  ")
    }

    /// Checked with `printf 'a b\r c' | sha256sum`.
    @Test func theHashIsThatOfWhatIsSent() throws {
        let hash = try SentText.contentHash(of: "a\nb\r\nc")
        #expect(hash == "944915b6029d7fe3acc24dd33147e31bfa33d574814993ae639121a034d0be20")
        #expect(try SentText.contentHash(of: "a b\r c") == hash)
        #expect(try SentText.contentHash(of: "a\nb\nc") != hash)
    }
}
