import Basics
import Embedding
import Synchronization

/// What is to be embedded and what came of it, shared by the tasks that do it.
final class EmbeddingWork: Sendable {
    private struct State {
        var nextSlice = 0
        var vectors: [Int: [Float]] = [:]
        var errors: [Int: FdnixError] = [:]
        var failuresInARow = 0
        /// Why the rest is not tried.
        var end: FdnixError?
    }
    private let state = Mutex(State())
    private let texts: Int
    private let slices: [[Int]]
    private let failuresInARow: Int

    init(texts: Int, slices: [[Int]], failuresInARow: Int) {
        self.texts = texts
        self.slices = slices
        self.failuresInARow = failuresInARow
    }

    /// The rows of the next call; nil where there are none, or no more are to be made.
    func next() -> [Int]? {
        state.withLock { state in
            guard state.end == nil, state.nextSlice < slices.count else { return nil }
            defer { state.nextSlice += 1 }
            return slices[state.nextSlice]
        }
    }

    func succeeded(_ rows: [(row: Int, vector: [Float])]) {
        state.withLock { state in
            state.failuresInARow = 0
            for (row, vector) in rows { state.vectors[row] = vector }
        }
    }

    func failed(_ rows: [WantedText], _ error: FdnixError) {
        state.withLock { state in
            for text in rows { state.errors[text.row] = error }
            state.failuresInARow += 1
            if state.failuresInARow >= failuresInARow, state.end == nil { state.end = error }
        }
    }

    /// Makes no more calls.
    func end(_ error: FdnixError) {
        state.withLock { state in if state.end == nil || error.code == .denied { state.end = error } }
    }

    /// The rows in the order of the texts; throws the reason where there was something to embed and nothing was.
    func batch(dimension: Int) throws(FdnixError) -> EmbeddingBatch {
        let state = state.withLock { $0 }
        if let end = state.end, state.vectors.isEmpty { throw end }
        let wanted = Set(slices.joined())
        var batch = EmbeddingBatch(dimension: dimension, capacity: texts)
        for row in 0..<texts {
            if let vector = state.vectors[row] {
                batch.append(vector)
            } else if let error = state.errors[row] ?? (wanted.contains(row) ? state.end : nil) {
                batch.append(error)
            } else {
                batch.append { _ in false }
            }
        }
        return batch
    }
}
