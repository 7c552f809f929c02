public import JSON

/// A chunk that answers a question.
public struct FoundChunk: Sendable, Equatable {
    /// Its words, as they stand in the document.
    public var text: String
    /// What is known of it.
    public var metadata: JSONValue
    /// How alike its vector and the question's are: 1 − cosine distance.
    public var score: Double

    /// A chunk with its likeness to the question.
    public init(text: String, metadata: JSONValue, score: Double) {
        self.text = text
        self.metadata = metadata
        self.score = score
    }
}
