import DuckDB

/// What a run says about itself; recorded in `fdnix_meta` of both databases.
public struct BuildInfo: Sendable, Equatable {
    /// `YYYYMMDDTHHMMSSZ-<8 hex>`
    public var runID: String
    /// ISO-8601, UTC; also `lastUpdated` of every package.
    public var builtAt: String
    /// The version of fdnix.
    public var indexerVersion: String
    /// Where the packages came from.
    public var source: String
    /// The nixpkgs revision, or `unknown`.
    public var nixpkgsRevision: String
    /// The channel or branch, or `unknown`.
    public var nixpkgsChannel: String

    /// All of it.
    public init(
        runID: String, builtAt: String, indexerVersion: String, source: String, nixpkgsRevision: String = "unknown",
        nixpkgsChannel: String = "unknown"
    ) {
        self.runID = runID
        self.builtAt = builtAt
        self.indexerVersion = indexerVersion
        self.source = source
        self.nixpkgsRevision = nixpkgsRevision
        self.nixpkgsChannel = nixpkgsChannel
    }
}

/// The table `fdnix_meta`: facts about a database, as text.
public struct Metadata: Sendable, Equatable {
    /// The keys every database has.
    public enum Key: String, Sendable, CaseIterable {
        case schemaVersion = "schema_version"
        case runID = "run_id"
        case builtAt = "built_at"
        case indexerVersion = "indexer_version"
        case source
        case nixpkgsRevision = "nixpkgs_revision"
        case nixpkgsChannel = "nixpkgs_channel"
        case packageCount = "package_count"
        case embeddingDimension = "embedding_dim"
        case embeddingModel = "embedding_model"
        case embeddingTemplate = "embedding_template_version"
        case embeddingCount = "embedding_count"
        case vectorIndex = "vector_index"
        case ftsIndexName = "fts_index_name"
        case ftsStemmer = "fts_stemmer"
        case ftsStopWords = "fts_stopwords"
        case ftsIgnore = "fts_ignore"
        case vectorFormat = "vector_format"
    }

    /// The version of the tables.
    public static let schemaVersion = "2"

    private var values: [String: String] = [:]

    /// Nothing yet.
    public init() {}

    /// Reads or sets a value.
    public subscript(key: Key) -> String? {
        get { values[key.rawValue] }
        set { values[key.rawValue] = newValue }
    }

    /// A value as a number.
    public func int(_ key: Key) -> Int? { self[key].flatMap { Int($0) } }

    /// What the run said about itself.
    public var buildInfo: BuildInfo {
        get {
            BuildInfo(
                runID: self[.runID] ?? "", builtAt: self[.builtAt] ?? "", indexerVersion: self[.indexerVersion] ?? "",
                source: self[.source] ?? "", nixpkgsRevision: self[.nixpkgsRevision] ?? "unknown",
                nixpkgsChannel: self[.nixpkgsChannel] ?? "unknown")
        }
        set {
            self[.runID] = newValue.runID
            self[.builtAt] = newValue.builtAt
            self[.indexerVersion] = newValue.indexerVersion
            self[.source] = newValue.source
            self[.nixpkgsRevision] = newValue.nixpkgsRevision
            self[.nixpkgsChannel] = newValue.nixpkgsChannel
        }
    }

    init(reading connection: Connection) throws {
        try connection.query("SELECT key, value FROM fdnix_meta").forEach { row in
            values[try row.string(0)] = try row.string(1)
        }
    }

    /// Puts every value into the table, in place of an older one.
    func write(to connection: Connection) throws {
        let statement = try connection.prepare("INSERT OR REPLACE INTO fdnix_meta VALUES (?, ?)")
        // Known keys in their own order, so that the same input gives the same file.
        for key in Key.allCases {
            guard let value = values[key.rawValue] else { continue }
            try statement.bind([.string(key.rawValue), .string(value)])
            try statement.execute()
        }
    }
}
