import TestSupport
import Testing
import TextSplitting

@Suite struct MediaTokenTests {
    private static let tokens = [
        MediaToken.image("k3Jx0").description, MediaToken.video("AAAAA").description,
        MediaToken.timestamp("12.5").description, MediaToken.timestamp("0").description,
    ]

    @Test func howTheyAreWritten() {
        #expect(Self.tokens == ["(!?#Image:k3Jx0)", "(!?#Video:AAAAA)", "(!?#Timestamp:12.5)", "(!?#Timestamp:0)"])
    }

    /// A token at every place of a text without spaces, cut at every size: it is whole in each chunk that has any of it.
    @Test(arguments: tokens) func neverCutWhereverItStands(_ token: String) throws {
        for size in 1...40 {
            let splitter = try RecursiveTextSplitter(size: size, overlap: size / 3)
            for before in 0..<(size + 3) {
                let text = String(repeating: "x", count: before) + token + String(repeating: "y", count: 30)
                let chunks = splitter.split(text)
                let touched = chunks.filter { $0.contains { !"xy".contains($0) } }
                #expect(!touched.isEmpty)
                #expect(touched.allSatisfy { $0.contains(token) }, "\(size) \(before) \(chunks)")
                #expect(chunks.allSatisfy { $0.count <= max(size, token.count) })
            }
        }
    }

    @Test(arguments: [
        "(!?#Image:k3Jx)", "(!?#Image:k3Jx00)", "(!?#Image:k3-x0)", "(!?#image:k3Jx0)", "(!?#Timestamp:)",
        "(!?#Timestamp:1.)", "(!?#Timestamp:.5)", "(!?#Timestamp:1e3)", "(!?#Video:AAAAA", "(!?Image:k3Jx0)",
    ]) func whatOnlyLooksLikeOneIsCut(_ text: String) throws {
        let chunks = try RecursiveTextSplitter(size: 4, overlap: 0).split(text)
        #expect(chunks.allSatisfy { $0.count <= 4 })
        #expect(chunks.joined() == text)
    }

    /// A megabyte of what begins a token and never ends.
    @Test func manyBeginnings() throws {
        let text = String(repeating: "(!?#Timestamp:1(!?#Image:", count: 40_000)
        let chunks = try RecursiveTextSplitter(size: 1000, overlap: 0).split(text)
        #expect(chunks.count == 1000)
    }
}
