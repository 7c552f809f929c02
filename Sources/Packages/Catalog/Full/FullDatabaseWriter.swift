import Basics
public import DuckDB
import Nixpkgs

/// What the full database needs to know beside the packages.
public struct FullDatabaseOptions: Sendable {
    /// The run that read the packages: `Metadata.run`.
    public var run: Metadata
    /// How packages become the texts that are hashed and embedded.
    public var template: EmbeddingTemplate
    /// The model that will embed them.
    public var modelID: String
    /// How many numbers its vectors have, 1 to 65,536.
    public var dimension: Int
    /// DuckDB's threads and memory.
    public var configuration: Database.Configuration

    /// Options of a database whose vectors `modelID` will make.
    public init(
        run: Metadata, template: EmbeddingTemplate, modelID: String, dimension: Int,
        configuration: Database.Configuration = .init()
    ) {
        self.run = run
        self.template = template
        self.modelID = modelID
        self.dimension = dimension
        self.configuration = configuration
    }
}

/// Fills the tables of a new full database.
final class FullDatabaseWriter {
    /// Packages written so far.
    var count: Int { packages.rowCount }
    private let packages: Appender
    private let texts: Appender
    private let outputs: Appender
    private let options: FullDatabaseOptions
    private var row = PackageRow()

    init(_ connection: Connection, _ options: FullDatabaseOptions) throws {
        self.options = options
        guard (1...65_536).contains(options.dimension) else {
            throw FdnixError(.usage, "a vector cannot have \(options.dimension) numbers; use 1 to 65536")
        }
        try connection.execute(Schema.full(dimension: options.dimension))
        packages = try connection.appender("packages")
        texts = try connection.appender("packages_fts_source")
        outputs = try connection.appender("package_outputs")
    }

    /// Writes one package; ids must be unique, which is checked at the end.
    func append(_ package: Package) throws {
        let hashes = try TextHashes(options.template.text(of: package))
        try row.append(package, hashes, lastUpdated: options.run[.builtAt] ?? "", to: packages)
        try packages.endRow()
        try texts.append(package.id)
        try texts.append(SearchText.text(of: package))
        try texts.endRow()
        guard !package.output.isEmpty else { return }
        try outputs.append(package.id)
        try outputs.append(package.output)
        try outputs.endRow()
    }

    /// Tells now and then how many packages are written, and heeds cancellation.
    func tell(_ progress: any ProgressReporter) throws {
        guard count.isMultiple(of: 1024) else { return }
        try Task.checkCancellation()
        progress.update(count)
    }

    func finish(_ connection: Connection) throws {
        try packages.finish()
        try texts.finish()
        try outputs.finish()
        var metadata = options.run.run
        metadata[.schemaVersion] = Metadata.schemaVersion
        metadata[.packageCount] = String(count)
        metadata[.embeddingDimension] = String(options.dimension)
        metadata[.embeddingModel] = options.modelID
        metadata[.embeddingTemplate] = options.template.name
        metadata[.embeddingCount] = "0"
        metadata[.vectorIndex] = "none"
        metadata[.vectorFormat] = "float32"
        // The full database holds the texts only; the index is in the minified one.
        for key in [Metadata.Key.ftsIndexName, .ftsStemmer, .ftsStopWords, .ftsIgnore] { metadata[key] = "" }
        try metadata.write(to: connection)
    }
}
