import RemoteEmbedding
import Testing

@testable import Indexer

@Suite struct EstimateTests {
    @Test func `what is to be paid is told before it is asked for`() {
        let texts = (0..<1000).map { KeyedText(hash: "\($0)", text: String(repeating: "word", count: 100)) }
        let estimate = EmbeddingEstimate(texts, price: 0.02)
        #expect(estimate.tokens == 100_000 && estimate.cost == 0)
        #expect(EmbeddingEstimate(texts, price: 20).cost == 2)
        #expect(EmbeddingEstimate(texts, price: 20).line(model: "m").contains("about 2.0 at 20.0 a million tokens"))
        #expect(EmbeddingEstimate(texts, price: nil).line(model: "m").contains("BEDROCK_PRICE_PER_MILLION_TOKENS"))
    }
}
