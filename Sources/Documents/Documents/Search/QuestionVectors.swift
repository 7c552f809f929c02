import Basics
import Embedding
import TextSplitting

/// The vectors of questions: each model is made once, and what was asked lately is not embedded again.
actor QuestionVectors {
    private let budget: Duration
    private let make: @Sendable (EmbeddingModelSpec) async throws -> any Embedder
    private var models: [EmbeddingModelSpec: Task<TimedEmbedding, any Error>] = [:]

    init(budget: Duration, _ make: @escaping @Sendable (EmbeddingModelSpec) async throws -> any Embedder) {
        self.budget = budget
        self.make = make
    }

    /// The vector of a question; nil where it says nothing to the model. Throws `modelAway`, or why there is no such model.
    func vector(of question: String, by model: EmbeddingModelSpec) async throws -> [Float]? {
        switch try await embedding(model).embed(SentText.of(question)) {
        case .nothing: return nil
        case .failed(let reason): throw Self.away(model, reason)
        case .vector(let vector):
            guard vector.count == model.dimension else {
                throw FdnixError(
                    .incompatible,
                    "the model \(model.key) gave \(vector.count) numbers and has \(model.dimension) in the settings: "
                        + "set its dimensions right")
            }
            return vector
        }
    }

    private func embedding(_ model: EmbeddingModelSpec) async throws -> TimedEmbedding {
        if let known = models[model] { return try await known.value }
        let task = Task { [make, budget] in TimedEmbedding(try await make(model), budget: budget) }
        models[model] = task
        do {
            return try await task.value
        } catch {
            // The next question tries again.
            models[model] = nil
            throw error
        }
    }

    private static func away(_ model: EmbeddingModelSpec, _ reason: String) -> FdnixError {
        FdnixError(
            .modelAway, "the model \(model.key) does not answer; ask again later",
            underlying: FdnixError(.service, reason))
    }
}
