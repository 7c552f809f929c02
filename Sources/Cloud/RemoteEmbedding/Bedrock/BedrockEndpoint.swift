public import Embedding

/// A model of Amazon Bedrock, called on demand (InvokeModel).
public struct BedrockEndpoint: EmbeddingEndpoint {
    private let model: BedrockModel
    /// How many numbers its vectors have.
    public let dimension: Int
    private let invoke: ModelInvocation

    /// The model `model` with vectors of `dimension` numbers. `invoke` makes the call, without trying again.
    public init(_ model: BedrockModel, dimension: Int, invoke: @escaping ModelInvocation) {
        self.model = model
        self.dimension = dimension
        self.invoke = invoke
    }

    /// The name that requests give the model.
    public var modelID: String { model.id }
    /// How much goes into one call.
    public var limits: EndpointLimits { EndpointLimits(texts: model.textsPerCall) }

    /// Calls the model once; throws what nothing will mend.
    public func call(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EndpointReply {
        try await EndpointReply(model.id) {
            try await invoke(model.id, model.body(texts, dimension: dimension, purpose: purpose))
        }
    }
}
