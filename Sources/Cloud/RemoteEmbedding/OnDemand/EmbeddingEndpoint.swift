public import Basics
public import Embedding
public import HTTPTransport

/// A remote model as one call sees it: some texts go in, as many vectors come out.
///
/// It knows the form of requests and answers and nothing of retries, rates or batches; those are `RemoteEmbedder`'s.
public protocol EmbeddingEndpoint: Sendable {
    /// Names the model; vectors of different models are never compared.
    var modelID: String { get }
    /// How many numbers a vector has.
    var dimension: Int { get }
    /// How much goes into one call.
    var limits: EndpointLimits { get }

    /// Calls the model once. Throws `FdnixError` for what no other text or moment would mend: no access, no such model;
    /// and `CancellationError`.
    func call(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EndpointReply
}

/// How much one call to a model takes.
public struct EndpointLimits: Sendable, Hashable {
    /// The number of texts, 1 or more.
    public var texts: Int
    /// The bytes of all texts together, in UTF-8; one text alone is sent whatever it has.
    public var bytes: Int

    /// At most `texts` texts of `bytes` bytes together.
    public init(texts: Int, bytes: Int = .max) {
        self.texts = max(texts, 1)
        self.bytes = bytes
    }
}

/// What became of one call to a model.
public enum EndpointReply: Sendable {
    /// Vectors, one a text, in the order of the texts.
    case vectors([[Float]])
    /// At least one of the texts is what the model does not take; fewer or shorter ones may pass.
    case refused(FdnixError)
    /// The call failed for a reason that may pass: `outcome` is what a retry policy decides by.
    case failed(FdnixError, RetryPolicy.Outcome)
}
