import Basics
import Embedding
import HTTPTransport
import ReceiptModel
import Receipts
import RemoteEmbedding
import Segments

extension Workshop {
    /// What made the vectors of this configuration, as bundles and collections record it.
    func space() throws(FdnixError) -> VectorSpace {
        let model = try read { ModelSettings(&$0, CloudSettings(&$0).backend) }
        return VectorSpace(model: model.model, dimension: model.dimension, textFormat: TextFormat.tagged)
    }

    /// What embeds texts as the settings say: OpenAI's API with patience, or this machine.
    func embedder() async throws -> any Embedder {
        let settings = try read { ModelSettings(&$0, CloudSettings(&$0).backend) }
        guard settings.provider == .openai else { return try HashEmbedder(dimension: settings.dimension) }
        let endpoint = try OpenAIEndpoint(
            model: settings.model, dimension: settings.dimension, base: URLParts(settings.base),
            key: try await secret(settings.key),
            // Models before the third family make as many numbers as they make, and refuse the wish.
            requestsDimension: settings.model.hasPrefix("text-embedding-3"))
        var policy = OnDemandPolicy.patient(concurrency: settings.concurrency, attempts: 8)
        policy.shortensRefused = false
        policy.failuresInARow = 1
        return RemoteEmbedder(endpoint, policy: policy)
    }
}
