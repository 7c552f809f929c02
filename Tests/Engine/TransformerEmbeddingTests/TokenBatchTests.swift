import TestSupport
import Testing

@testable import TransformerEmbedding

@Suite("Batches of tokens")
struct TokenBatchTests {
    @Test("rows are filled up with padding that the mask leaves out")
    func padding() {
        let batch = TokenBatch([[101, 7, 102], [101, 7, 8, 9, 102]])
        #expect((batch.rows, batch.length) == (2, 5))
        #expect(batch.ids == [101, 7, 102, 0, 0, 101, 7, 8, 9, 102])
        #expect(batch.mask == [1, 1, 1, 0, 0, 1, 1, 1, 1, 1])
    }

    @Test("the mean is over a text's own tokens")
    func means() {
        let batch = TokenBatch([[101, 102], [101, 7, 8, 102]])
        let hidden: [Float] = [1, 2, 3, 4, 100, 100, 100, 100, 1, 0, 2, 0, 3, 0, 6, 4]
        #expect(batch.means(of: hidden, dimension: 2) == [[2, 3], [3, 1]])
    }

    @Test("every text with a token is in one batch; a batch has room or one text; like lengths are together")
    func plan() {
        var random = SplitMix(11)
        for _ in 0..<50 {
            let count = Int.random(in: 0...300, using: &random)
            let lengths = (0..<count).map { _ in Int.random(in: 0...256, using: &random) }
            let batches = TokenBatch.plan(lengths, tokens: 256)
            #expect(batches.flatMap { $0 }.sorted() == lengths.indices.filter { lengths[$0] > 0 })
            for batch in batches {
                let longest = batch.map { lengths[$0] }.max() ?? 0
                #expect(batch.count == 1 || batch.count * longest <= 256)
            }
            let order = batches.flatMap { $0.map { lengths[$0] } }
            #expect(order == order.sorted(by: >))
        }
    }
}
