public import Settings

/// All that the environment says to a program that ingests documents, by concern. A role that needs less reads the parts
/// that it needs.
public struct PipelineSettings: Sendable {
    /// Where objects and tables live.
    public var cloud: CloudSettings
    /// Where chunks and vectors are kept.
    public var store: StoreSettings
    /// Which models embed, and how they are called.
    public var models: ModelSettings
    /// How documents are read and cut.
    public var documents: DocumentSettings
    /// The bounds of ingestion.
    public var ingestion: IngestionSettings
    /// How films become text.
    public var video: VideoSettings
    /// What log lines and metrics are called.
    public var log: LogSettings

    /// Reads the variables, with the defaults of a machine that has `tools`. Throws `usage` that names all that are wrong.
    public init(_ settings: Settings, _ tools: LocalTools = LocalTools()) throws {
        var settings = settings
        cloud = CloudSettings(&settings)
        store = StoreSettings(&settings, cloud.backend)
        models = ModelSettings(&settings, cloud.backend, tools)
        documents = DocumentSettings(&settings, cloud.backend, tools)
        ingestion = IngestionSettings(&settings)
        video = VideoSettings(&settings, cloud, tools)
        log = LogSettings(settings)
        try settings.check()
    }
}
