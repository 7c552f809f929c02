public import AWS
import Basics
public import Documents
public import Embedding
import HTTPTransport
public import RemoteEmbedding
import Settings
import StaticEmbedding
import Synchronization

/// Makes what embeds by configured models: Amazon Bedrock and SageMaker, OpenAI's API, and the models of the program.
///
/// A model of a service is made once: all documents of the process share its limit of calls at once, and what one of them
/// learns of the service's patience the next ones know.
public final class RemoteEmbedders: EmbedderSource {
    private let settings: ModelSettings
    private let configuration: @Sendable () throws -> AWSConfiguration
    private let transformer: (@Sendable () throws -> any Embedder)?
    private let clock: RemoteClock
    private let made = Mutex<[EmbeddingModelSpec: RemoteEmbedder]>([:])

    /// Models as `settings` say. `configuration` is asked how AWS is, for models of AWS alone. `transformer` makes
    /// `minilm-l6-v2-int8` where it is set up.
    public init(
        _ settings: ModelSettings, aws configuration: @escaping @Sendable () throws -> AWSConfiguration,
        transformer: (@Sendable () throws -> any Embedder)? = nil, clock: RemoteClock = .system
    ) {
        self.settings = settings
        self.configuration = configuration
        self.transformer = transformer
        self.clock = clock
    }

    /// What embeds by `spec`. Throws `usage` for what no provider has, and for sizes that a model does not make.
    public func embedder(
        _ spec: EmbeddingModelSpec, observe: @escaping @Sendable (EmbeddingCall) -> Void
    ) throws -> any Embedder {
        if spec.provider == .local { return ObservedEmbedder(try local(spec), clock, observe) }
        let embedder = try made.withLock { made in
            let embedder = try made[spec] ?? remote(spec)
            made[spec] = embedder
            return embedder
        }
        return embedder.observed { outcome, duration in
            observe(EmbeddingCall(isThrottled: outcome == .throttled, duration: duration))
        }
    }

    private func remote(_ spec: EmbeddingModelSpec) throws -> RemoteEmbedder {
        switch spec.provider {
        case .bedrock:
            return BedrockEmbedding(try aws(spec), clock: clock).embedder(
                BedrockModel(spec.modelID), dimension: spec.dimension, policy: policy)
        case .sagemaker:
            guard let endpoint = spec.endpointName else {
                throw FdnixError(.usage, "the model \(spec.key) needs modelEndpointName")
            }
            return BedrockEmbedding(try aws(spec), clock: clock).sageMaker(
                model: spec.modelID, dimension: spec.dimension, endpoint: endpoint, policy: policy)
        case .openai:
            let endpoint = try OpenAIEndpoint(
                model: spec.modelID, dimension: spec.dimension, base: URLParts(settings.openAIBase),
                key: settings.openAIKey?.value)
            return RemoteEmbedder(endpoint, policy: policy, clock: clock)
        case .local: throw FdnixError(.usage, "the model \(spec.key) is one of the program, not of a service")
        }
    }

    /// The longest texts that models of Bedrock take: 2,048 characters for Cohere's, 50,000 for Titan.
    ///
    /// `BedrockModel.characterLimit` is less: the length at which no text has too many tokens, to which texts of packages are
    /// cut. Nothing may be cut off a document, so that here counts what the service itself counts in characters.
    public func characterLimit(_ spec: EmbeddingModelSpec) -> Int? {
        guard spec.provider == .bedrock else { return nil }
        return switch BedrockModel(spec.modelID).family {
        case .cohereV3: 2048
        case .titanV2, .inputText: 50_000
        }
    }

    /// Fifteen tries with pauses of up to 0.5 to 30 seconds; what a model refuses ends the work at once.
    private var policy: OnDemandPolicy {
        var policy = OnDemandPolicy.patient(concurrency: settings.concurrency, attempts: 15)
        policy.shortensRefused = false
        policy.failuresInARow = 1
        return policy
    }

    private func aws(_ spec: EmbeddingModelSpec) throws -> AWSConfiguration {
        var configuration = try configuration()
        if let region = spec.region { configuration.region = region }
        return configuration
    }

    private func local(_ spec: EmbeddingModelSpec) throws -> any Embedder {
        let embedder: any Embedder
        switch spec.modelID {
        case "local-hash-v1": embedder = try HashEmbedder(dimension: spec.dimension)
        case "static-256": embedder = try StaticModel.bundled()
        case "minilm-l6-v2-int8":
            guard let transformer else {
                throw FdnixError(
                    .usage, "the model minilm-l6-v2-int8 is not set up here: set it up, or use static-256")
            }
            embedder = try transformer()
        default:
            throw FdnixError(
                .usage,
                "there is no local model \(spec.modelID): use minilm-l6-v2-int8, static-256 or local-hash-v1")
        }
        guard embedder.dimension == spec.dimension else {
            throw FdnixError(
                .usage,
                "the model \(spec.modelID) makes vectors of \(embedder.dimension) numbers, not of \(spec.dimension)")
        }
        return embedder
    }
}

/// A model of the program itself, whose calls are told like those to services.
struct ObservedEmbedder: Embedder {
    private let inner: any Embedder
    private let clock: RemoteClock
    private let observe: @Sendable (EmbeddingCall) -> Void

    init(_ inner: any Embedder, _ clock: RemoteClock, _ observe: @escaping @Sendable (EmbeddingCall) -> Void) {
        (self.inner, self.clock, self.observe) = (inner, clock, observe)
    }

    var modelID: String { inner.modelID }
    var dimension: Int { inner.dimension }

    /// Embeds on a thread of its own, so that leases are renewed meanwhile.
    func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        let start = clock.now()
        let batch = try await BlockingWork.run { try await inner.embed(texts, purpose: purpose) }
        observe(EmbeddingCall(duration: clock.now() - start))
        return batch
    }
}
