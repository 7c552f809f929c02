import Basics
public import Settings

/// Which models embed, and how they are called.
public struct ModelSettings: Sendable {
    /// The configured models: `EMBEDDINGS_SAGEMAKER_MODELS`.
    public var models: EmbeddingModels
    /// The most calls to models at once: `EMBED_CONCURRENCY`.
    public var concurrency: Int
    /// What OpenAI, or a server that speaks its API, is asked with: `OPENAI_API_KEY`.
    public var openAIKey: Secret?
    /// Where that server is: `OPENAI_BASE_URL`.
    public var openAIBase: String
    /// What should be told to the user, a line each.
    public var warnings: [String] = []

    /// Reads the variables; what is wrong is added to the problems of `settings`.
    public init(_ settings: inout Settings, _ backend: CloudSettings.Backend, _ tools: LocalTools = LocalTools()) {
        models = EmbeddingModels(tools.hasTransformer ? Self.transformer : Self.table)
        if let json = settings.string("EMBEDDINGS_SAGEMAKER_MODELS") {
            do throws(FdnixError) { models = try EmbeddingModels(json: json) } catch {
                settings.problem(error.message)
            }
        } else if backend == .aws {
            settings.problem("EMBEDDINGS_SAGEMAKER_MODELS is not set: write a JSON array of models")
        } else if !tools.hasTransformer {
            warnings.append(
                "texts are embedded by the small model static-256; the better one minilm-l6-v2-int8 is not set up here")
        }
        concurrency = settings.int("EMBED_CONCURRENCY", default: 4, 1...1000)
        openAIKey = settings.string("OPENAI_API_KEY").map(Secret.init)
        openAIBase = settings.string("OPENAI_BASE_URL") ?? "https://api.openai.com/v1"
    }

    /// The models that a machine has by itself.
    private static let transformer = EmbeddingModelSpec(
        .local, modelID: "minilm-l6-v2-int8", key: "minilm-l6-v2-int8", dimension: 384)
    private static let table = EmbeddingModelSpec(.local, modelID: "static-256", key: "static-256", dimension: 256)
}
