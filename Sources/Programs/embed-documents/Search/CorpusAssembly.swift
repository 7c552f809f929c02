import AWS
import Basics
import DocumentModels
import DocumentStore
import Documents
import Settings

/// Puts the search of documents together as the environment says.
enum CorpusAssembly {
    /// The search of the configured store by the configured models. Throws `usage` that names what is wrong.
    static func open(_ environment: [String: String]) async throws -> CorpusSearch {
        var settings = Settings(environment)
        let cloud = CloudSettings(&settings, needsLinks: false)
        let models = ModelSettings(&settings, cloud.backend)
        let place = StoreSettings(&settings, cloud.backend)
        try settings.check()
        let needsAWS = models.models.all.contains { $0.provider == .bedrock || $0.provider == .sagemaker }
        let aws = needsAWS ? try AWSConfiguration(environment: environment) : nil
        let embedders = RemoteEmbedders(models, aws: aws)
        return CorpusSearch(try store(place, cloud), models: models.models) { try embedders.embedder($0) }
    }

    private static func store(_ place: StoreSettings, _ cloud: CloudSettings) throws -> any DocumentStore {
        throw FdnixError(.usage, "no store of documents is set up in this program yet")
    }
}
