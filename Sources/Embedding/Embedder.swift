/// Turns texts into vectors. Implementations: the static model here; remote services in their own targets.
public protocol Embedder: Sendable {
    /// Names the model: vectors of different models are never compared.
    var modelID: String { get }
    /// How many numbers a vector has.
    var dimension: Int { get }
    /// One row a text, in order; a row is of length 1, or zero where the text says nothing to the model.
    func embed(_ texts: [String]) async throws -> EmbeddingMatrix
}

/// Vectors of one dimension, one after the other.
///
/// A row is of length 1, or all zeros when the text was empty or had no token that the model knows.
public struct EmbeddingMatrix: Sendable, Equatable {
    /// The numbers, row by row.
    public let values: [Float]
    /// How many numbers a row has.
    public let dimension: Int

    /// Wraps `values`, whose count must be a multiple of `dimension`.
    public init(values: [Float], dimension: Int) {
        precondition(dimension > 0 && values.count.isMultiple(of: dimension), "values do not fill whole rows")
        self.values = values
        self.dimension = dimension
    }

    /// How many rows there are.
    public var count: Int { values.count / dimension }

    /// The row of text `index`.
    public subscript(index: Int) -> ArraySlice<Float> { values[index * dimension..<(index + 1) * dimension] }
}
