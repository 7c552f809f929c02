public import Basics
public import DocumentReaders
public import DocumentStore

/// All that a task works with. The program makes one for AWS or for one machine; tests make one of memory.
public struct IngestionEnvironment: Sendable {
    /// Where documents, rows and results are.
    public var cloud: DocumentCloud
    /// Where chunks are kept.
    public var store: any DocumentStore
    /// The configured models, the first of which is the usual one.
    public var models: EmbeddingModels
    /// Makes what embeds by them.
    public var embedders: any EmbedderSource
    /// How documents are read and cut.
    public var documents: DocumentSettings
    /// The bounds of ingestion.
    public var bounds: IngestionSettings
    /// Reads files, those of foreign formats in children.
    public var readers: ReadingPool
    /// Reads pages without a text layer; nil where nobody does, or the reading child.
    public var recognizer: (any PageRecognizer)?
    /// Makes the text of films; nil where nobody does.
    public var films: (any FilmReader)?
    /// Where results are told.
    public var reporter: ResultReporter
    /// Where events are told.
    public var log: EventLog
    /// What is counted and measured of documents and calls.
    public var metrics: IngestionMetrics
    /// The folder below which each task has one of its own for what does not fit into memory.
    public var temporaryDirectory: String
    /// What time it is.
    public var time: TimeSource
    /// How long what must be done in any case may take.
    let aftermath = Aftermath()

    /// What the names of tasks' folders begin with.
    static let folderPrefix = "embed-documents-"

    /// An environment with the usual readers and without films and metrics, which the caller may add.
    public init(
        cloud: DocumentCloud, store: any DocumentStore, models: EmbeddingModels, embedders: any EmbedderSource,
        documents: DocumentSettings, bounds: IngestionSettings, log: EventLog, temporaryDirectory: String = "/tmp",
        time: TimeSource = .system
    ) {
        self.cloud = cloud
        self.store = store
        self.models = models
        self.embedders = embedders
        self.documents = documents
        self.bounds = bounds
        self.log = log
        self.temporaryDirectory = temporaryDirectory
        self.time = time
        readers = ReadingPool(width: 1)
        reporter = ResultReporter(cloud.processedBucket.map(cloud.bucket), time: time)
        metrics = .none
    }
}
