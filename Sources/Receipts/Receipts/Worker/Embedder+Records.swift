import Basics
import Embedding
import ReceiptModel

extension Embedder {
    /// The vectors of records, in their order. Throws `malformedInput` where the model gives another number of vectors, one of
    /// another size, or one that is all zeros; and what the model throws. Some of them are not enough.
    func vectors(of records: [EmbeddableRecord]) async throws -> [[Float]] {
        guard !records.isEmpty else { return [] }
        let batch = try await embed(records.map(\.text), purpose: .document)
        guard batch.count == records.count else {
            throw refused("\(batch.count) vectors for \(records.count) texts")
        }
        return try zip(records, batch.rows).map { record, row in
            switch row {
            case .vector(let vector):
                guard vector.count == dimension, vector.allSatisfy(\.isFinite), vector.contains(where: { $0 != 0 })
                else { throw refused("a vector that cannot be used for \(record.record.id)") }
                return Array(vector)
            case .empty: throw refused("no vector for \(record.record.id)")
            case .failed(let error): throw error
            }
        }
    }

    private func refused(_ what: String) -> FdnixError {
        FdnixError(.malformedInput, "the model \(modelID) gave \(what); nothing was written")
    }
}
