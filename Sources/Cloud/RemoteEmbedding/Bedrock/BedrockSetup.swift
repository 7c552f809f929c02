/// How texts are embedded by Amazon Bedrock: which model, which way, within which bounds.
public struct BedrockSetup: Sendable, Hashable {
    /// The model that is called.
    public var model: BedrockModel
    /// How many numbers a vector has.
    public var dimension: Int
    /// Which way texts take.
    public var rules: EmbeddingPathRules
    /// The most calls a minute, of all that run at once.
    public var requestsPerMinute = 600
    /// Where batch jobs work; nil where there are none.
    public var batch: BatchSettings?

    /// A setup with the usual bounds.
    public init(model: BedrockModel, dimension: Int, rules: EmbeddingPathRules, batch: BatchSettings? = nil) {
        self.model = model
        self.dimension = dimension
        self.rules = rules
        self.batch = batch
    }
}
