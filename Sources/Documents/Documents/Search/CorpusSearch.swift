public import Basics
public import DocumentStore
public import Embedding

/// Finds the chunks of documents that answer a question: embeds it by the model of a collection, and asks the store.
public struct CorpusSearch: Sendable {
    /// Where the chunks are.
    public let store: any DocumentStore
    /// The models that can be asked for, the first one where a question names none.
    public let models: EmbeddingModels
    private let vectors: QuestionVectors

    /// How long a question may take to be embedded.
    public static let defaultBudget = Duration.seconds(15)

    /// A search of `store`. `embedder` makes what embeds by a model; it is asked once a model, at the first question.
    public init(
        _ store: any DocumentStore, models: EmbeddingModels, budget: Duration = defaultBudget,
        embedder: @escaping @Sendable (EmbeddingModelSpec) async throws -> any Embedder
    ) {
        self.store = store
        self.models = models
        vectors = QuestionVectors(budget: budget, embedder)
    }

    /// The chunks that answer a question best, best first; none where the model finds nothing in its words.
    ///
    /// Throws `usage` for a model that is not configured, `modelAway` where the model gives no vector in time, and what
    /// the store throws.
    public func answer(_ question: CorpusQuestion) async throws -> CorpusAnswer {
        let model = try models.model(question.model)
        guard let vector = try await vectors.vector(of: question.text, by: model) else { return CorpusAnswer([]) }
        let found = try await store.search(
            ChunkQuery(
                question.text, vector: vector, in: model.collection, mode: question.mode, limit: question.limit,
                threshold: question.threshold, filter: question.filter))
        return CorpusAnswer(found, words: question.wantsSnippets ? QuestionWords(question.text) : nil)
    }
}

extension FdnixError.Code {
    /// The model that should embed a question does not answer; the same question may do later.
    public static let modelAway = FdnixError.Code(rawValue: "model-away")
}
