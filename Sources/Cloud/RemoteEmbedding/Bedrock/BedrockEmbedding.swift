public import AWS
import AWSServices
import Basics
import Embedding
import HTTPTransport
public import Logging

/// Makes embedders of Amazon Bedrock and Amazon SageMaker that ask as one configuration says.
///
/// ```swift
/// let bedrock = BedrockEmbedding(try AWSConfiguration(environment: ProcessEnvironment.current))
/// let embedder = bedrock.embedder(BedrockModel("amazon.titan-embed-text-v2:0"), dimension: 256, policy: .bedrock)
/// ```
public struct BedrockEmbedding: Sendable {
    private let configuration: AWSConfiguration
    private let clock: RemoteClock

    /// Embedders that ask as `configuration` says.
    public init(_ configuration: AWSConfiguration, clock: RemoteClock = .system) {
        self.configuration = configuration
        self.clock = clock
    }

    /// A configuration without tries of its own: embedders try again, at their own pace.
    private var once: AWSConfiguration {
        var once = configuration
        once.retries = .never
        return once
    }

    /// A model that is called on demand.
    public func embedder(_ model: BedrockModel, dimension: Int, policy: OnDemandPolicy) -> RemoteEmbedder {
        let client = BedrockRuntimeClient(once)
        let endpoint = BedrockEndpoint(model, dimension: dimension) { try await client.invokeModel($0, $1) }
        return RemoteEmbedder(endpoint, policy: policy, clock: clock)
    }

    /// A model behind an endpoint of SageMaker.
    public func sageMaker(
        model: String, dimension: Int, endpoint: String, form: SageMakerEndpoint.Form = .typed, policy: OnDemandPolicy
    ) -> RemoteEmbedder {
        let client = SageMakerRuntimeClient(once)
        let endpoint = SageMakerEndpoint(model: model, dimension: dimension, endpoint: endpoint, form: form) {
            try await client.invokeEndpoint($0, $1)
        }
        return RemoteEmbedder(endpoint, policy: policy, clock: clock)
    }

    /// What embeds queries for an index whose vectors `model` made; nil where that is a model of another kind, such as one
    /// that the index carries along. It tries once: `QueryEmbedding` keeps the time and decides about another try.
    public func queryEmbedder(model: String, dimension: Int) -> RemoteEmbedder? {
        let model = BedrockModel(model)
        return model.isKnown ? embedder(model, dimension: dimension, policy: .query) : nil
    }

    /// What embeds many texts as `setup` says, by jobs that work on buckets of S3. `directory` is for files that are about
    /// to be sent. `version` is that of the template which made the texts: jobs of another one are left alone.
    public func bulkEmbedder(
        _ setup: BedrockSetup, templateVersion version: Int, directory: String, logger: Logger
    ) -> BulkEmbedder {
        var policy = OnDemandPolicy.bedrock
        policy.requestsPerMinute = setup.requestsPerMinute
        let control = BedrockClient(configuration)
        let batch = setup.batch.map { settings in
            BatchRunner(
                setup.model, dimension: setup.dimension, templateVersion: version, settings: settings,
                service: control, input: S3ObjectStore(settings.inputBucket, configuration),
                output: S3ObjectStore(settings.outputBucket, configuration), directory: directory, clock: clock,
                logger: logger)
        }
        return BulkEmbedder(
            rules: setup.rules, onDemand: embedder(setup.model, dimension: setup.dimension, policy: policy),
            batch: batch, checkModel: { try await Self.check(setup.model, control, logger) }, logger: logger)
    }

    /// Looks whether the region has the model; where nobody can tell, the calls to come will.
    static func check(_ model: BedrockModel, _ control: BedrockClient, _ logger: Logger) async throws {
        let models: [String]
        do { models = try await control.foundationModels() } catch let error as FdnixError where error.code != .usage {
            logger.warning("cannot look whether Bedrock has \(model.id): \(error)")
            return
        }
        guard models.contains(model.plainID) else {
            throw FdnixError(
                .notFound,
                "Bedrock has no model \(model.id) in this region: correct BEDROCK_MODEL_ID or AWS_REGION")
        }
    }
}
