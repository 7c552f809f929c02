public import Basics
import DuckDB

/// How the full-text index is built.
public struct FullTextOptions: Sendable, Equatable {
    /// The words that are left out.
    public var stopWords: StopWordList
    /// A stemmer of DuckDB's `fts`, or `none`.
    public var stemmer: String
    /// The label recorded in `fdnix_meta`.
    public var indexName: String

    /// English stop words and stemmer, the label `packages_fts_idx`, or other values.
    public init(
        stopWords: StopWordList = .english, stemmer: String = "english", indexName: String = "packages_fts_idx"
    ) {
        self.stopWords = stopWords
        self.stemmer = stemmer
        self.indexName = indexName
    }

    /// The names of the stemmers that DuckDB's `fts` has, and `none`.
    public static let stemmers: Set<String> = [
        "arabic", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hindi",
        "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "porter", "portuguese",
        "romanian", "russian", "serbian", "spanish", "swedish", "tamil", "turkish", "none",
    ]

    /// Throws `usage` for a stemmer that DuckDB does not know. (It looks only when it stems, and puts the name into a
    /// statement unquoted.)
    public func validate() throws(FdnixError) {
        guard Self.stemmers.contains(stemmer) else {
            throw FdnixError(
                .usage, "FTS_STEMMER is \(stemmer); use one of \(Self.stemmers.sorted().joined(separator: ", "))")
        }
    }
}

/// DuckDB's BM25 index over `packages_fts_source`.
enum FullTextIndex {
    /// Keeps digits and `+ # . _ -` inside tokens and drops the punctuation of sentences.
    static let ignore = "[._-]*[^a-z0-9+#._-]+[-_]*|[._-]+$|^[-_]+"

    /// Builds the index; `names` are the words that packages are called by, which stay searchable.
    static func create(_ connection: Connection, _ options: FullTextOptions, names: Set<String>) throws {
        try connection.execute("CREATE OR REPLACE TABLE fdnix_stopwords (sw TEXT)")
        let appender = try connection.appender("fdnix_stopwords")
        for word in try options.stopWords.words(without: names) {
            try appender.append(word)
            try appender.endRow()
        }
        try appender.finish()
        try connection.execute(
            """
            PRAGMA create_fts_index('packages_fts_source', 'package_id', 'text',
              stemmer=\(SQL.literal(options.stemmer)), stopwords='fdnix_stopwords', ignore=\(SQL.literal(ignore)),
              strip_accents=1, lower=1, overwrite=1)
            """)
        try connection.execute("DROP TABLE fdnix_stopwords")
    }
}
