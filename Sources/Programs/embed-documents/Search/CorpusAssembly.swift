import Basics
import DocumentStore
import Documents
import Embedding
import Settings
import StaticEmbedding

/// Puts the search of documents together as the environment says.
enum CorpusAssembly {
    /// The search of the configured store by the configured models. Throws `usage` that names what is wrong.
    static func open(_ environment: [String: String]) async throws -> CorpusSearch {
        var settings = Settings(environment)
        let cloud = CloudSettings(&settings, needsLinks: false)
        let models = ModelSettings(&settings, cloud.backend)
        let store = StoreSettings(&settings, cloud.backend)
        try settings.check()
        return CorpusSearch(try self.store(store, cloud), models: models.models, embedder: embedder)
    }

    private static func store(_ settings: StoreSettings, _ cloud: CloudSettings) throws -> any DocumentStore {
        throw FdnixError(.usage, "no store of documents is set up in this program yet")
    }

    /// The model of a specification; those that are called need an `EmbedderSource`.
    @Sendable private static func embedder(_ spec: EmbeddingModelSpec) throws -> any Embedder {
        switch (spec.provider, spec.modelID) {
        case (.local, "local-hash-v1"): return try HashEmbedder(dimension: spec.dimension)
        case (.local, "static-256"): return try StaticModel.bundled()
        default: throw FdnixError(.usage, "the model \(spec.key) cannot be had in this program yet")
        }
    }
}
