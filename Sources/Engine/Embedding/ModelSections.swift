import Basics

/// The bytes of a static embedding model, as a file of ours carries them along: what embeds queries is then always what
/// embedded the documents.
public struct ModelSections: Sendable {
    /// Names the model; vectors of different models are never compared.
    public let modelID: String
    /// How many numbers a vector has.
    public let dimension: Int
    /// The tokens, in the form of `Vocabulary`; align to 8 bytes.
    public let vocabulary: ByteView
    /// A row a token: 8-bit integers, or 32-bit floats where there are no scales; align to 4 bytes.
    public let rows: ByteView
    /// A 32-bit float a row of integers; empty where the rows are floats. Align to 4 bytes.
    public let scales: ByteView

    /// The sections of a model; whoever opens it checks that they fit each other.
    public init(modelID: String, dimension: Int, vocabulary: ByteView, rows: ByteView, scales: ByteView) {
        self.modelID = modelID
        self.dimension = dimension
        self.vocabulary = vocabulary
        self.rows = rows
        self.scales = scales
    }
}
