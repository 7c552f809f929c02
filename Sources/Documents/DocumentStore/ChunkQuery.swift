/// What is looked for in a collection.
public struct ChunkQuery: Sendable {
    /// How chunks are ranked.
    public enum Mode: String, Sendable, CaseIterable {
        /// By the angle between the vectors alone.
        case vector
        /// By words and vectors, their ranks fused; by vectors where the store has no words.
        case hybrid
    }

    /// The collection that is searched.
    public var collection: DocumentCollection
    /// The question's words, for hybrid mode.
    public var text: String
    /// The question's vector, of length 1.
    public var vector: [Float]
    /// How chunks are ranked.
    public var mode: Mode
    /// The most chunks that are found, 1 to 100.
    public var limit: Int
    /// The least likeness (1 − cosine distance) that a chunk must have.
    public var threshold: Double
    /// What the metadata of chunks must be; nil for any.
    public var filter: ChunkFilter?

    /// A question to a collection.
    public init(
        _ text: String, vector: [Float], in collection: DocumentCollection, mode: Mode = .vector, limit: Int = 5,
        threshold: Double = 0, filter: ChunkFilter? = nil
    ) {
        self.collection = collection
        self.text = text
        self.vector = vector
        self.mode = mode
        self.limit = limit
        self.threshold = threshold
        self.filter = filter
    }
}
