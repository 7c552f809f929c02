import Basics
import Embedding
import TestSupport
import Testing

@testable import TransformerEmbedding

@Suite("The transformer")
struct TransformerModelTests {
    @Test("a text that says nothing has an empty row, at its place")
    func empty() async throws {
        guard let model = model(for: "empty texts and the transformer") else { return }
        let batch = try await model.embed(["", "hello", " \n\u{200B}\u{FFFD}", "world"], purpose: .document)
        #expect(batch.count == 4)
        for index in [0, 2] {
            guard case .empty = batch[index] else {
                Issue.record("row \(index) is not empty")
                continue
            }
        }
        guard case .vector(let hello) = batch[1], case .vector(let world) = batch[3] else {
            Issue.record("a text has no vector")
            return
        }
        #expect(hello.count == 384)
        #expect(cosine(hello, world) < 0.9)
        let nothing = try await model.embed([], purpose: .document)
        #expect(nothing.count == 0)
    }

    @Test("like texts are near each other")
    func meaning() async throws {
        guard let model = model(for: "the transformer's idea of likeness") else { return }
        let texts = [
            "How do I reset my password?", "I forgot my login and want a new one", "The recipe needs two eggs",
        ]
        let rows = try await model.embed(texts, purpose: .document).values
        let (one, two, three) = (rows[0..<384], rows[384..<768], rows[768...])
        #expect(cosine(one, two) > cosine(one, three) + 0.2)
    }

    @Test("what follows the 254th token does not count")
    func cut() async throws {
        guard let model = model(for: "long texts and the transformer") else { return }
        let start = String(repeating: "word ", count: 254)
        let rows = try await model.embed([start, start + "and something else entirely"], purpose: .document).values
        #expect(rows[..<384] == rows[384...])
    }

    @Test("texts of megabytes, of one word or of strange characters, are embedded as well")
    func hostile() async throws {
        guard let model = model(for: "hostile texts and the transformer") else { return }
        let texts = [
            String(repeating: "a", count: 5_000_000), String(repeating: "\u{301}", count: 1_000_000) + "x",
            String(repeating: "[MASK]", count: 100_000), "\u{202E}\u{0}\u{FFFF}\u{10FFFF}",
            String(repeating: "日", count: 300_000),
        ]
        let batch = try await model.embed(texts, purpose: .document)
        #expect(batch.failures.isEmpty)
        #expect(batch.values.allSatisfy { $0.isFinite })
    }

    @Test("callers at the same time get their own vectors")
    func concurrent() async throws {
        guard let model = model(for: "many callers of the transformer") else { return }
        let texts = (0..<24).map { "text number \($0)" + String(repeating: " more", count: $0) }
        let together = try await model.embed(texts, purpose: .document).values
        try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for (index, text) in texts.enumerated() {
                group.addTask { (index, try await model.embed([text], purpose: .query).values) }
            }
            for try await (index, vector) in group {
                #expect(cosine(vector[...], together[index * 384..<(index + 1) * 384]) > 0.99999)
            }
        }
    }

    @Test("a cancelled task stops between batches")
    func cancel() async throws {
        guard let model = model(for: "cancelling the transformer") else { return }
        let texts = (0..<4000).map { "\($0) " + String(repeating: "many words ", count: 120) }
        let work = Task { try await model.embed(texts, purpose: .document) }
        try await Task.sleep(for: .milliseconds(50))
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
    }
}
