import Embedding

/// A text with what its vector is kept under: in lower-case hexadecimal, the SHA-256 of its UTF-8.
public struct KeyedText: Sendable, Hashable {
    /// What its vector is kept under.
    public var hash: String
    /// The words that the model is given.
    public var text: String

    /// A text with its hash, which the caller has made of it.
    public init(hash: String, text: String) {
        self.hash = hash
        self.text = text
    }
}

/// Where vectors go as they come. A vector that was kept once may come again, after a kill.
public protocol VectorSink {
    /// Keeps vectors of length 1, as many numbers each as the model's dimension, one after the other, by the hashes of their
    /// texts. When it returns a kill does not lose them any more.
    func keep(_ hashes: [String], _ vectors: [Float]) async throws
    /// Called when a job is harvested, before its output is deleted: what was kept is to survive this machine too.
    func save() async throws
}

extension EmbeddingBatch {
    /// The places of the rows that are vectors, and these one after the other.
    var vectors: (rows: [Int], values: [Float]) {
        let rows = self.rows.enumerated().compactMap { index, row in if case .vector = row { index } else { nil } }
        guard rows.count < count else { return (rows, values) }
        return (rows, rows.flatMap { values[$0 * dimension..<($0 + 1) * dimension] })
    }
}
