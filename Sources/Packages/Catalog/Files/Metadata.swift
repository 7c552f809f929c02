import DuckDB

/// The table `fdnix_meta`: facts about a database, as text.
public struct Metadata: Sendable, Equatable {
    /// The keys every database has, as they stand in the table.
    public enum Key: String, Sendable, CaseIterable {
        /// The version of the tables: `Metadata.schemaVersion`.
        case schemaVersion = "schema_version"
        /// The run that read the packages.
        case runID = "run_id"
        /// When that run began, ISO-8601 in UTC; also `lastUpdated` of every package.
        case builtAt = "built_at"
        /// The version of the program.
        case indexerVersion = "indexer_version"
        /// Where the packages came from.
        case source
        /// The commit of nixpkgs, or `unknown`.
        case nixpkgsRevision = "nixpkgs_revision"
        /// The channel or branch, or `unknown`.
        case nixpkgsChannel = "nixpkgs_channel"
        /// How many rows `packages` has.
        case packageCount = "package_count"
        /// How many numbers a vector has.
        case embeddingDimension = "embedding_dim"
        /// The model of the vectors.
        case embeddingModel = "embedding_model"
        /// The template of the texts, by its name.
        case embeddingTemplate = "embedding_template_version"
        /// How many packages have a vector.
        case embeddingCount = "embedding_count"
        /// What index over the vectors there is, `hnsw` or `none`.
        case vectorIndex = "vector_index"
        /// The label of the full-text index; empty, as all four, in the full database, which has none.
        case ftsIndexName = "fts_index_name"
        /// A stemmer of DuckDB's `fts`, or `none`.
        case ftsStemmer = "fts_stemmer"
        /// `english`, `none`, or the path of a file.
        case ftsStopWords = "fts_stopwords"
        /// The regular expression of what separates tokens.
        case ftsIgnore = "fts_ignore"
        /// How the numbers of vectors are kept, `float32` or `int8`.
        case vectorFormat = "vector_format"
    }

    /// The version of the tables that this program writes and reads.
    public static let schemaVersion = "2"

    private var values: [String: String] = [:]

    /// A table without rows.
    public init() {}

    /// The value of a key, nil where the table has no row for it.
    public subscript(key: Key) -> String? {
        get { values[key.rawValue] }
        set { values[key.rawValue] = newValue }
    }

    /// The value of a key as a number, nil where it is not one.
    public func int(_ key: Key) -> Int? { self[key].flatMap { Int($0) } }

    /// What tells of the run alone, and not of the database that it made.
    public var run: Metadata {
        var run = Metadata()
        for key in Self.keysOfRun { run[key] = self[key] }
        return run
    }

    private static let keysOfRun: [Key] = [
        .runID, .builtAt, .indexerVersion, .source, .nixpkgsRevision, .nixpkgsChannel,
    ]

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
