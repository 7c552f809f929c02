public import JSON

/// A piece of a document as it is kept.
public struct StoredChunk: Sendable {
    /// Its words, as they stand in the document.
    public var text: String
    /// Its vector, of length 1.
    public var vector: [Float]
    /// What is known of it: an object with `source`, `create_timestamp` (milliseconds since 1970, the same for all chunks
    /// of a version), `embeddings_model_id`, `content_hash`, `chunk_index` and more.
    public var metadata: JSONValue

    /// A chunk with its vector.
    public init(text: String, vector: [Float], metadata: JSONValue) {
        self.text = text
        self.vector = vector
        self.metadata = metadata
    }
}
