import Basics
import Catalog
import Nixpkgs
import PackageSearch
public import RemoteEmbedding
import Settings
public import TransformerEmbedding

/// Everything a run is told, read from environment variables and checked before any work.
///
/// A program that has options lays them over the environment first.
public struct IndexerConfiguration: Sendable {
    /// Whether DuckDB's HNSW index is built in the full database.
    public enum VectorIndex: String, Sendable {
        /// It is built where the extension `vss` is installed.
        case auto
        /// It is built; that the extension is not there is an error.
        case on
        /// It is not built.
        case off
    }

    /// Which phases are run.
    public var mode: ProcessingMode
    /// Where packages come from: `FDNIX_SOURCE`.
    public var source: SourceChoice
    /// What the source needs to know.
    public var sourceOptions: SourceOptions
    /// The path of the full database, which the metadata phase writes.
    public var outputPath: String
    /// The path of the minified database.
    public var minifiedPath: String
    /// The path of the search index.
    public var indexPath: String
    /// The path of the database that the embedding phase opens; the full database unless `DUCKDB_PATH` names another.
    public var databasePath: String
    /// The path of the vector cache.
    public var cachePath: String
    /// Whether packages are embedded.
    public var embeddings: Bool
    /// Whether cached vectors are ignored.
    public var forceEmbeddings: Bool
    /// The path of a model2vec directory or a safetensors file, nil for the bundled model.
    public var modelPath: String?
    /// The path of a channel's `programs.sqlite`, nil for none.
    public var programsPath: String?
    /// How Bedrock embeds the packages, nil where another model does.
    public var bedrock: BedrockSetup?
    /// What a million tokens cost with Bedrock, in any currency; nil where nobody said so.
    public var tokenPrice: Double?
    /// The transformer that embeds the packages on this machine, nil where another model does.
    public var transformer: LocalModel?
    /// Where artifacts go beside this machine, nil for nowhere.
    public var publishing: PublishingSettings?
    /// How many numbers a vector must have, nil for as many as the model makes.
    public var dimension: Int?
    /// The largest tolerated loss of packages against the last run, as a share, 0 to 1.
    public var maximumShrink: Double
    /// The smallest tolerated share of packages with a vector, 0 to 1.
    public var minimumCoverage: Double
    /// How the minified database's full-text index is built.
    public var fullText: FullTextOptions
    /// How DuckDB's HNSW index is built.
    public var vectorIndexParameters: VectorIndexParameters
    /// Whether DuckDB's HNSW index is built.
    public var vectorIndex: VectorIndex
    /// What is worth a warning and stops nothing, a line each.
    public var warnings: [String] = []

    /// The path of `manifest.json`, beside the full database.
    public var manifestPath: String { "\(FileSystem.directory(of: outputPath))/manifest.json" }

    /// Reads and checks all variables; throws one `usage` error that names every problem.
    public init(environment: [String: String]) throws {
        var settings = Settings(environment)
        mode = settings.choice(
            "PROCESSING_MODE", default: .both, ProcessingMode.init(setting:), accepted: ProcessingMode.accepted)
        (source, sourceOptions) = Self.source(&settings)
        let directory = settings.string("FDNIX_OUTPUT") ?? IndexLocation.dataDirectory(environment: environment)
        outputPath = settings.string("OUTPUT_PATH") ?? "\(directory)/fdnix-data.duckdb"
        minifiedPath = settings.string("OUTPUT_MINIFIED_PATH") ?? "\(directory)/fdnix.duckdb"
        let beside = FileSystem.directory(of: minifiedPath)
        indexPath = settings.string("FDNIX_OUTPUT_INDEX") ?? "\(beside)/fdnix.idx"
        databasePath = settings.string("DUCKDB_PATH") ?? outputPath
        cachePath =
            settings.string("FDNIX_VECTOR_CACHE_PATH")
            ?? "\(FileSystem.directory(of: outputPath))/fdnix-vectors.duckdb"
        embeddings = settings.bool("ENABLE_EMBEDDINGS", default: true)
        forceEmbeddings = settings.bool("FORCE_REBUILD_EMBEDDINGS", default: false)
        modelPath = settings.string("FDNIX_MODEL")
        programsPath = settings.string("FDNIX_PROGRAMS")
        // Read by the last phase; that would be late to learn that it is not there.
        if let programsPath, !FileSystem.exists(programsPath) {
            settings.problem("FDNIX_PROGRAMS: there is no file \(programsPath)")
        }
        dimension = settings.int("BEDROCK_OUTPUT_DIMENSIONS", 1...4096)
        maximumShrink = settings.double("FDNIX_MAX_SHRINK", default: 0.2, 0...1)
        minimumCoverage = settings.double("FDNIX_MIN_COVERAGE", default: 0.99, 0...1)
        fullText = Self.fullText(&settings)
        vectorIndexParameters = VectorIndexParameters(
            m: settings.int("VSS_HNSW_M", default: 16, 2...64),
            efConstruction: settings.int("VSS_EF_CONSTRUCTION", default: 200, 8...1000),
            efSearch: settings.int("VSS_EF_SEARCH", default: 40, 1...1000))
        vectorIndex = settings.choice(
            "FDNIX_VSS_INDEX", default: .auto, { VectorIndex(rawValue: $0.lowercased()) }, accepted: "auto, on, off")
        if settings.string("DUCKDB_KEY") != nil {
            warnings.append("DUCKDB_KEY is no longer used: set DUCKDB_DATA_KEY and DUCKDB_MINIFIED_KEY instead")
        }
        checkPaths(&settings)
        let inference = InferenceMode(&settings)
        let choice = EmbedderChoice(&settings, mode: inference)
        if case .local(let model) = choice { transformer = model }
        bedrock = BedrockSetup(
            &settings, choice: choice, mode: inference, isUsed: embeddings && mode.runsEmbedding, warnings: &warnings)
        let price = settings.double("BEDROCK_PRICE_PER_MILLION_TOKENS", default: 0, 0...1000)
        tokenPrice = price > 0 ? price : nil
        publishing = PublishingSettings(&settings, mode)
        try settings.check()
    }

    /// `environment` with all artifacts in `directory`, as an option asks for it: variables that place a single
    /// artifact elsewhere are taken out.
    public static func environment(
        _ environment: [String: String], withArtifactsIn directory: String
    ) -> [String: String] {
        let places = [
            "OUTPUT_PATH", "OUTPUT_MINIFIED_PATH", "FDNIX_OUTPUT_INDEX", "DUCKDB_PATH", "FDNIX_VECTOR_CACHE_PATH",
        ]
        return environment.filter { !places.contains($0.key) }.merging(["FDNIX_OUTPUT": directory]) { $1 }
    }

    private static func source(_ settings: inout Settings) -> (SourceChoice, SourceOptions) {
        var options = SourceOptions()
        options.packages = settings.string("FDNIX_PACKAGES")
        options.channel = settings.string("FDNIX_CHANNEL")
        options.revision = settings.string("FDNIX_NIXPKGS_REVISION")
        options.cacheDirectory = IndexLocation.cacheDirectory(environment: settings.environment)
        options.sample = BundledSample.bytes
        options.nixEnvLimits.time = .seconds(settings.int("FDNIX_NIX_ENV_TIMEOUT", default: 1800, 1...86_400))
        if let nixpkgs = settings.string("FDNIX_NIXPKGS") { options.nixpkgs = nixpkgs }
        if let program = settings.string("FDNIX_NIX_ENV") { options.nixEnvExecutable = program }
        do { return (try SourceChoice(settings.string("FDNIX_SOURCE") ?? "auto"), options) } catch {
            settings.problem("FDNIX_SOURCE: \(error)")
            return (.automatic, options)
        }
    }

    private func checkPaths(_ settings: inout Settings) {
        if outputPath == minifiedPath { settings.problem("OUTPUT_PATH and OUTPUT_MINIFIED_PATH must differ") }
        if mode == .both && databasePath != outputPath {
            settings.problem("DUCKDB_PATH must equal OUTPUT_PATH when all phases run")
        }
    }

    private static func fullText(_ settings: inout Settings) -> FullTextOptions {
        var options = FullTextOptions()
        let words = settings.string("FTS_STOPWORDS")?.trimmed ?? ""
        do { options.stopWords = try StopWordList(setting: words.isEmpty ? "english" : words) } catch {
            settings.problem("FTS_STOPWORDS: \(error)")
        }
        // Read when the last phase needs it; that would be late to learn that it is not there.
        if case .file(let path) = options.stopWords, !FileSystem.exists(path) {
            settings.problem("FTS_STOPWORDS: there is no file \(path)")
        }
        // Set but empty means none, unlike everywhere else.
        if let stemmer = settings.environment["FTS_STEMMER"] { options.stemmer = stemmer.isEmpty ? "none" : stemmer }
        if let name = settings.string("FTS_INDEX_NAME") {
            let allowed =
                name.utf8.count <= 64
                && name.utf8.allSatisfy {
                    ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F
                }
            if allowed {
                options.indexName = name
            } else {
                settings.problem("FTS_INDEX_NAME is \"\(name)\": use 1 to 64 letters, digits and underscores")
            }
        }
        do { try options.validate() } catch { settings.problem("FTS_STEMMER: \(error)") }
        return options
    }
}
