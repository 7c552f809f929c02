import Basics
public import Embedding

/// Where models are found that embedded an index and are not in it. Programs choose them.
public struct QueryModels: Sendable {
    /// Makes the embedder of the model of a name and a length of vectors; nil for a model that is not of this kind, and
    /// which the index must have then.
    public typealias Maker = @Sendable (_ modelID: String, _ dimension: Int) throws -> (any Embedder)?

    private let kinds: [(maker: Maker, budget: Duration?)]

    /// Models that `embedder` makes; a person waits for `budget` at most, then the search goes by words alone. Nil for models
    /// in this process, which need none.
    public init(budget: Duration? = QueryEmbedding.defaultBudget, _ embedder: @escaping Maker) {
        kinds = [(embedder, budget)]
    }

    private init(kinds: [(maker: Maker, budget: Duration?)]) { self.kinds = kinds }

    /// These models, and `others` where the model is none of these.
    public func or(_ others: QueryModels) -> QueryModels { QueryModels(kinds: kinds + others.kinds) }

    /// The embedder of a model with the time it has, nil where no kind knows the model.
    func embedder(_ modelID: String, _ dimension: Int) throws -> (embedder: any Embedder, budget: Duration?)? {
        for kind in kinds {
            if let embedder = try kind.maker(modelID, dimension) { return (embedder, kind.budget) }
        }
        return nil
    }
}

/// Stands for a model that cannot be had: each query is told why.
struct MissingModel: Embedder {
    let modelID: String
    let dimension: Int
    let reason: FdnixError

    func embed(_ texts: [String], purpose: EmbeddingPurpose) throws -> EmbeddingBatch { throw reason }
}
