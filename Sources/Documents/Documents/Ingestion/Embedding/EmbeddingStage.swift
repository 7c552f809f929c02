import Basics
import DocumentStore
import Embedding
import JSON
import TextSplitting

/// Gives every chunk of a document its vector: one that the collection has of the same text, else one of the model.
struct EmbeddingStage {
    let embedder: any Embedder
    let model: EmbeddingModelSpec
    let store: any DocumentStore
    let log: EventLog

    /// Writes the vectors of `count` chunks, whose records are at `path`; gives how many were there already.
    ///
    /// Throws `IngestionFailure`: `EMBEDDING_FAILED` where the model fails or gives what cannot be used, `STORE_FAILED`
    /// where the store does not say what it has, `INTERNAL_ERROR` for trouble with the disk.
    func embed(_ path: String, count: Int, into vectors: VectorFile) async throws -> Int {
        guard embedder.dimension == model.dimension else {
            throw IngestionFailure(
                .embeddingFailed,
                "the model \(model.modelID) makes vectors of \(embedder.dimension) numbers, not of \(model.dimension): correct "
                    + "its dimensions in EMBEDDINGS_SAGEMAKER_MODELS")
        }
        var reader = try IngestionFailure.rethrowing(.internalError) { try RecordReader(path) }
        var done = 0
        var reused = 0
        while true {
            try Task.checkCancellation()
            let window = try IngestionFailure.rethrowing(.internalError) { try ChunkWindow(&reader, first: done) }
            guard !window.chunks.isEmpty else { return reused }
            reused += try await embed(window, into: vectors)
            done += window.chunks.count
            log.event(
                .embedProgress,
                [
                    "chunks_done": .integer(Int64(done)), "chunks": .integer(Int64(count)),
                    "reused": .integer(Int64(reused)),
                ])
        }
    }

    private func embed(_ window: ChunkWindow, into vectors: VectorFile) async throws -> Int {
        let known = try await known(window)
        // The same text twice is asked for once.
        var places: [String: Int] = [:]
        var texts: [String] = []
        for chunk in window.chunks where known[chunk.contentHash] == nil && places[chunk.contentHash] == nil {
            places[chunk.contentHash] = texts.count
            texts.append(SentText.of(chunk.text))
        }
        let batch = texts.isEmpty ? EmbeddingBatch(dimension: model.dimension) : try await batch(texts)
        var reused = 0
        for (index, chunk) in window.chunks.enumerated() {
            let number = window.first + index
            if let vector = known[chunk.contentHash] {
                reused += 1
                try IngestionFailure.rethrowing(.internalError) { try vectors.write(vector, at: number) }
            } else if let place = places[chunk.contentHash] {
                let vector = try vector(batch[place])
                try IngestionFailure.rethrowing(.internalError) { try vectors.write(vector, at: number) }
            }
        }
        return reused
    }

    /// The vectors that the collection has of a window's texts.
    private func known(_ window: ChunkWindow) async throws -> [String: [Float]] {
        let hashes = Array(Set(window.chunks.map(\.contentHash)))
        let found = try await IngestionFailure.mapping(.storeFailed) {
            try await store.vectors(of: hashes, modelID: model.modelID, in: model.collection)
        }
        return found.filter { $0.value.count == model.dimension && $0.value.allSatisfy(\.isFinite) }
    }

    private func batch(_ texts: [String]) async throws -> EmbeddingBatch {
        let batch = try await IngestionFailure.mapping(.embeddingFailed) {
            try await embedder.embed(texts, purpose: .document)
        }
        guard batch.count == texts.count, batch.dimension == model.dimension else {
            throw IngestionFailure(
                .embeddingFailed,
                "the model \(model.modelID) answered \(texts.count) texts with \(batch.count) vectors of \(batch.dimension) "
                    + "numbers, not of \(model.dimension)")
        }
        return batch
    }

    private func vector(_ row: EmbeddingBatch.Row) throws -> [Float] {
        switch row {
        case .vector(let numbers):
            guard numbers.allSatisfy(\.isFinite) else {
                throw IngestionFailure(
                    .embeddingFailed, "the model \(model.modelID) gave a vector with a number that is not finite")
            }
            return Array(numbers)
        case .empty:
            // No word that the model knows. A vector needs a direction; a document should not fail for a line of symbols.
            return [1] + [Float](repeating: 0, count: model.dimension - 1)
        case .failed(let error): throw IngestionFailure(.embeddingFailed, error)
        }
    }
}
