import Basics
import Embedding
import Testing
import Text

@testable import TransformerEmbedding

@Suite("The transformer beside Python's libraries")
struct ParityTests {
    @Test("tokens are those of the tokenizers library, cut at 256")
    func tokens() throws {
        guard model(for: "tokens of the transformer") != nil else { return }
        let vocabulary = try LocalModel.vocabulary("\(LocalModel.minilm.directory())/vocab.txt")
        #expect(vocabulary.count == 30_522)
        let tokenizer = try SentenceTokenizer(vocabulary: vocabulary, maximumTokens: 256)
        for parity in try ParityCase.all() {
            #expect(tokenizer.tokens(of: parity.text) == parity.tokens, "\(parity.text.prefix(60))")
        }
    }

    @Test("vectors are those of onnxruntime, one by one and all together")
    func vectors() async throws {
        guard let model = model(for: "vectors of the transformer") else { return }
        let cases = try ParityCase.all()
        let together = try await model.embed(cases.map(\.text), purpose: .document)
        #expect(together.count == cases.count)
        for (index, parity) in cases.enumerated() {
            let alone = try await model.embed([parity.text], purpose: .query)
            for row in [together[index], alone[0]] {
                guard case .vector(let vector) = row else {
                    Issue.record("\(parity.text.prefix(60)) has no vector")
                    continue
                }
                let numbers = stride(from: 0, to: vector.count, by: 16).map { Double(vector[vector.startIndex + $0]) }
                #expect(numbers.count == parity.numbers.count)
                let error = zip(numbers, parity.numbers).map { abs($0 - $1) }.max() ?? 1
                #expect(error < 1e-5, "\(parity.text.prefix(60))")
                #expect(abs(cosine(vector, vector) - 1) < 1e-5)
            }
        }
    }
}
