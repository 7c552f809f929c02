public import Settings

/// What makes the vectors.
public struct ModelSettings: Sendable, Hashable {
    /// The two providers there are.
    public enum Provider: String, Sendable, CaseIterable {
        /// OpenAI, or a server that speaks its API.
        case openai
        /// Words and pairs of words hashed, on this machine.
        case local
    }

    /// Who makes the vectors: `EMBEDDING_PROVIDER`, else OpenAI; on one machine without a key the local one.
    public var provider: Provider
    /// The name of the model: `EMBEDDING_MODEL`.
    public var model: String
    /// How many numbers a vector has: `EMBEDDING_DIMENSIONS`.
    public var dimension: Int
    /// `OPENAI_API_KEY`, or the secret that `OPENAI_API_KEY_SECRET_ARN` names.
    public var key: SecretPlace?
    /// Where the API is: `OPENAI_BASE_URL`.
    public var base: String
    /// The most calls at once: `EMBED_CONCURRENCY`.
    public var concurrency: Int

    /// Reads the variables; what is wrong is added to the problems of `settings`.
    public init(_ settings: inout Settings, _ backend: CloudSettings.Backend) {
        key = SecretPlace("OPENAI_API_KEY", settings)
        provider = settings.choice(
            "EMBEDDING_PROVIDER", default: backend == .local && key == nil ? .local : .openai,
            Provider.init(rawValue:), accepted: "openai, local")
        let isLocal = provider == .local
        model = settings.string("EMBEDDING_MODEL") ?? (isLocal ? Self.localModel : "text-embedding-3-small")
        dimension = settings.int("EMBEDDING_DIMENSIONS", default: 1536, 1...65_536)
        base = settings.string("OPENAI_BASE_URL") ?? "https://api.openai.com/v1"
        concurrency = settings.int("EMBED_CONCURRENCY", default: 16, 1...1000)
        if provider == .openai, key == nil {
            settings.problem(
                "OPENAI_API_KEY is not set: store the key, or its secret in OPENAI_API_KEY_SECRET_ARN, or set "
                    + "EMBEDDING_PROVIDER=local")
        }
        if isLocal, model != Self.localModel {
            settings.problem("EMBEDDING_MODEL is \"\(model)\": the local provider has \(Self.localModel) alone")
        }
    }

    /// The name that collections know the local provider's vectors by.
    public static let localModel = "local-hash-v1"
}

/// Where a secret is: in a variable, or in AWS Secrets Manager.
public enum SecretPlace: Sendable, Hashable {
    /// The secret itself, out of sight.
    case value(Secret)
    /// The secret of this name or ARN has it.
    case named(String)

    /// The secret that the variable `name` has, or `…_SECRET_ARN` beside it names; nil where neither is set.
    public init?(_ name: String, _ settings: Settings) {
        if let value = settings.string(name) {
            self = .value(Secret(value))
        } else if let arn = settings.string("\(name)_SECRET_ARN") {
            self = .named(arn)
        } else {
            return nil
        }
    }
}
