public import Embedding

/// A model of Amazon Bedrock, called on demand (InvokeModel).
public struct BedrockEndpoint: EmbeddingEndpoint {
    private let model: BedrockModel
    public let dimension: Int
    private let invoke: ModelInvocation

    /// The model `model` with vectors of `dimension` numbers. `invoke` makes the call, without trying again.
    public init(_ model: BedrockModel, dimension: Int, invoke: @escaping ModelInvocation) {
        self.model = model
        self.dimension = dimension
        self.invoke = invoke
    }

    public var modelID: String { model.id }
    public var limits: EndpointLimits { EndpointLimits(texts: model.textsPerCall) }

    public func call(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EndpointReply {
        try await EndpointReply(model.id) {
            try await invoke(model.id, model.body(texts, dimension: dimension, purpose: purpose))
        }
    }
}
