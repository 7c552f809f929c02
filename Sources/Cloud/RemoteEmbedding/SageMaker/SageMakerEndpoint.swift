public import Embedding
import JSON

/// A model behind an endpoint of Amazon SageMaker (InvokeEndpoint), in one of the forms that containers take.
public struct SageMakerEndpoint: EmbeddingEndpoint {
    /// The form of a request; answers are read in any.
    public enum Form: Sendable, Hashable {
        /// `{"type": "embeddings", "input": […], "model": "…"}`.
        case typed
        /// `{"inputs": […]}`, as the containers of Hugging Face take it.
        case huggingFace
    }

    /// The name that requests give the model.
    public let modelID: String
    /// How many numbers its vectors have.
    public let dimension: Int
    /// How much goes into one call.
    public let limits: EndpointLimits
    private let endpoint: String
    private let form: Form
    private let invoke: ModelInvocation

    /// The model `model` behind `endpoint`; `invoke` is given the name of the endpoint and makes one call, without
    /// trying again.
    public init(
        model: String, dimension: Int, endpoint: String, form: Form = .typed,
        limits: EndpointLimits = EndpointLimits(texts: 64), invoke: @escaping ModelInvocation
    ) {
        modelID = model
        self.dimension = dimension
        self.limits = limits
        self.endpoint = endpoint
        self.form = form
        self.invoke = invoke
    }

    /// Calls the model once; throws what nothing will mend.
    public func call(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EndpointReply {
        try await EndpointReply(modelID) { try await invoke(endpoint, body(texts)) }
    }

    func body(_ texts: [String]) -> [UInt8] {
        var json = JSONWriter(capacity: texts.reduce(100) { $0 + $1.utf8.count + 16 })
        json.object {
            switch form {
            case .typed:
                $0.member("type", "embeddings")
                $0.member("input", texts)
                $0.member("model", modelID)
            case .huggingFace: $0.member("inputs", texts)
            }
        }
        return json.bytes
    }
}
