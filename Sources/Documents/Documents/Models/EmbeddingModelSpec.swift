/// One configured model: who serves it, what it is called there, and the collection that its vectors are kept in.
public struct EmbeddingModelSpec: Sendable, Hashable {
    /// Who serves a model.
    public enum Provider: String, Sendable, CaseIterable {
        /// Amazon Bedrock, on demand.
        case bedrock
        /// An endpoint of Amazon SageMaker.
        case sagemaker
        /// OpenAI, or a server that speaks its API.
        case openai
        /// This program itself, without any service.
        case local
    }

    /// Who serves the model.
    public var provider: Provider
    /// What its provider calls it.
    public var modelID: String
    /// What this system calls it: the name of its collection.
    public var key: String
    /// How many numbers a vector has.
    public var dimension: Int
    /// The name of its endpoint, for SageMaker.
    public var endpointName: String?
    /// The region that serves it; nil for the task's own.
    public var region: String?

    /// A model with the collection `key`.
    public init(
        _ provider: Provider, modelID: String, key: String, dimension: Int, endpointName: String? = nil,
        region: String? = nil
    ) {
        self.provider = provider
        self.modelID = modelID
        self.key = key
        self.dimension = dimension
        self.endpointName = endpointName
        self.region = region
    }
}
