public import Embedding

/// Makes what embeds texts by a configured model. The program gives one: families of programs do not know providers.
public protocol EmbedderSource: Sendable {
    /// What embeds by `spec`. `observe` is told of every call to the model. Throws `usage` for a model that cannot be.
    func embedder(
        _ spec: EmbeddingModelSpec, observe: @escaping @Sendable (EmbeddingCall) -> Void
    ) throws -> any Embedder

    /// The longest text that the model takes, in code points; nil where it sets no limit.
    func characterLimit(_ spec: EmbeddingModelSpec) -> Int?
}

extension EmbedderSource {
    /// No limit, unless a source says otherwise.
    public func characterLimit(_ spec: EmbeddingModelSpec) -> Int? { nil }

    /// What embeds by `spec`, watched by nobody. Throws `usage` for a model that cannot be.
    public func embedder(_ spec: EmbeddingModelSpec) throws -> any Embedder {
        try embedder(spec) { (_: EmbeddingCall) in }
    }
}

/// One call to a model, for metrics.
public struct EmbeddingCall: Sendable, Hashable {
    /// Whether the service said that it has had enough for now.
    public var isThrottled: Bool
    /// How long the call took.
    public var duration: Duration

    /// A call that took `duration`.
    public init(isThrottled: Bool = false, duration: Duration) {
        self.isThrottled = isThrottled
        self.duration = duration
    }
}
