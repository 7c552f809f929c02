import Basics
public import Embedding

/// Where models are found that embedded an index and are not in it: remote ones. Programs choose them.
public struct QueryModels: Sendable {
    /// Makes the embedder of the model of a name and a length of vectors; nil for a model that is not of this kind, and
    /// which the index must have then.
    public typealias Maker = @Sendable (_ modelID: String, _ dimension: Int) throws -> (any Embedder)?

    let embedder: Maker
    let budget: Duration

    /// Models that `embedder` makes; a person waits for `budget` at most, then the search goes by words alone.
    public init(budget: Duration = QueryEmbedding.defaultBudget, _ embedder: @escaping Maker) {
        self.embedder = embedder
        self.budget = budget
    }
}

/// Stands for a model that cannot be had: each query is told why.
struct MissingModel: Embedder {
    let modelID: String
    let dimension: Int
    let reason: FdnixError

    func embed(_ texts: [String], purpose: EmbeddingPurpose) throws -> EmbeddingBatch { throw reason }
}
