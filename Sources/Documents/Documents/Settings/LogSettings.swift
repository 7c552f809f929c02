public import Settings

/// What log lines and metrics are called.
public struct LogSettings: Sendable, Hashable {
    /// The namespace of metrics: `METRICS_NAMESPACE`.
    public var metricsNamespace: String
    /// The value of the field `service`: `POWERTOOLS_SERVICE_NAME`.
    public var service: String
    /// The state machine that started the task: `STATE_MACHINE_NAME`.
    public var stateMachine: String?

    /// Reads the variables, none of which can be wrong.
    public init(_ settings: Settings) {
        metricsNamespace = settings.string("METRICS_NAMESPACE") ?? "EmbedDocuments"
        service = settings.string("POWERTOOLS_SERVICE_NAME") ?? "ingestion-embeddings"
        stateMachine = settings.string("STATE_MACHINE_NAME")
    }
}
