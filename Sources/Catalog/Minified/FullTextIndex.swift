import Basics
import DuckDB

/// How the full-text index is built.
public struct FullTextOptions: Sendable, Equatable {
    /// Words left out.
    public var stopWords: StopWordList
    /// A stemmer of DuckDB's `fts`, or `none`.
    public var stemmer: String
    /// The label recorded in `fdnix_meta`.
    public var indexName: String

    /// The contract's defaults, or other values.
    public init(
        stopWords: StopWordList = .english, stemmer: String = "english", indexName: String = "packages_fts_idx"
    ) {
        self.stopWords = stopWords
        self.stemmer = stemmer
        self.indexName = indexName
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
        do {
            try connection.execute(
                """
                PRAGMA create_fts_index('packages_fts_source', 'package_id', 'text',
                  stemmer=\(SQL.literal(options.stemmer)), stopwords='fdnix_stopwords', ignore=\(SQL.literal(ignore)),
                  strip_accents=1, lower=1, overwrite=1)
                """)
        } catch {
            guard error.message.contains("stemmer") else { throw error }
            throw FdnixError(
                .usage, "FTS_STEMMER is \(options.stemmer); use a stemmer of DuckDB, such as english, or none",
                underlying: error)
        }
        try connection.execute("DROP TABLE fdnix_stopwords")
    }
}
