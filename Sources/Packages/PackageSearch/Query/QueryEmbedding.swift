import Basics
public import Embedding
import SearchEngine
import StaticEmbedding

/// Embeds the texts of queries, within a time that a person waits, and says so where it could not: the search then goes
/// by words alone.
///
/// The model that an index carries needs no budget, a remote one has one (`TimedEmbedding`).
public struct QueryEmbedding: Sendable {
    /// What became of the text of a query.
    public typealias Outcome = TimedEmbedding.Outcome

    /// How long a person waits for an embedding before words alone must do.
    public static let defaultBudget = Duration.seconds(1)

    private let timed: TimedEmbedding

    /// Embeds with `embedder`, within `budget`, or without a limit where that is nil: for models in this process.
    public init(_ embedder: any Embedder, budget: Duration?) {
        timed = TimedEmbedding(embedder, budget: budget)
    }

    /// Embeds with the model that embedded the packages of `index`: one of `models`, else the one that the index carries
    /// along; nil where the index has no vectors. Throws `corrupt` for a damaged model.
    public init?(index: SearchIndex, models: QueryModels? = nil) throws {
        guard index.vectorCount > 0 else { return nil }
        let modelID = index.model?.modelID ?? BuildInfo(index: index).embeddingModel ?? ""
        func missing(_ reason: FdnixError) -> Self {
            Self(MissingModel(modelID: modelID, dimension: index.dimension, reason: reason), budget: nil)
        }
        do {
            if let (embedder, budget) = try models?.embedder(modelID, index.dimension) {
                let fits = embedder.modelID == modelID && embedder.dimension == index.dimension
                let reason = FdnixError(
                    .incompatible, "the embedder of queries is not \(modelID), which the index needs")
                self = fits ? Self(embedder, budget: budget) : missing(reason)
                return
            }
        } catch let error as FdnixError {
            self = missing(error)
            return
        }
        if let sections = index.model {
            self.init(try StaticModel(sections), budget: nil)
        } else {
            self = missing(
                FdnixError(.incompatible, "the packages were embedded by \(modelID), which is not to be had here"))
        }
    }

    /// The vector of a query. Never fails, and returns soon after the budget is spent.
    public func embed(_ prepared: PreparedQuery) async -> Outcome {
        guard let text = prepared.embeddableText else { return .nothing }
        return await timed.embed(text)
    }
}
