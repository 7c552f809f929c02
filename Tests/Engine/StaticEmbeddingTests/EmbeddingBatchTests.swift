import Basics
import Embedding
import Testing

@Suite("Batches of embeddings")
struct EmbeddingBatchTests {
    @Test("Every row says what became of its text, and no failure passes for an empty text")
    func rows() {
        var batch = EmbeddingBatch(dimension: 2, capacity: 4)
        batch.append([3, 4])
        batch.append { _ in false }
        batch.append(FdnixError(.network, "throttled"))
        batch.append {
            $0[1] = 1; return true
        }
        #expect(batch.count == 4)
        #expect(batch.values == [0.6, 0.8, 0, 0, 0, 0, 0, 1])
        let kinds = batch.rows.map { row in
            switch row {
            case .vector(let vector): "\(Array(vector))"
            case .empty: "empty"
            case .failed(let error): error.message
            }
        }
        #expect(kinds == ["[0.6, 0.8]", "empty", "throttled", "[0.0, 1.0]"])
        #expect(batch.failures.map(\.index) == [2])
    }

    @Test(
        "What is not a vector of this model is a failed row",
        arguments: [[1], [1, 2, 3], [0, 0], [.nan, 1], [.infinity, 0]])
    func invalid(vector: [Float]) {
        var batch = EmbeddingBatch(dimension: 2)
        batch.append(vector)
        guard case .failed(let error) = batch[0] else {
            Issue.record("\(vector) passed for a vector")
            return
        }
        #expect(error.code == .malformedInput)
        #expect(batch.values == [0, 0])
    }
}
