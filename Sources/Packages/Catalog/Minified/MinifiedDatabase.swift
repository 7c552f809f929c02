public import Basics
public import DuckDB
import Nixpkgs
import Vectors

/// A new minified database under a temporary name: what serving needs, vectors in 8 bits, and a full-text index.
///
/// It is made in two steps, so that the second, which takes longest, can run beside other work.
public struct MinifiedDatabase: Sendable {
    /// Where the new file is: a temporary name, which the caller renames.
    public let path: String
    /// What its table `fdnix_meta` tells of the run that wrote it.
    public let metadata: Metadata
    private let options: FullTextOptions
    private let configuration: Database.Configuration
    /// What packages are called: these words stay searchable.
    private let names: Set<String>

    /// Copies the full database at `source` into a new file at `path` (a temporary name); works without vectors too. On
    /// an error nothing is left there.
    ///
    /// A run reads the full database once for all that it makes: `onEmbedding` is called with the package id and the
    /// vector of every embedding, which is valid inside the call only, then `onPackage` with every package; both in the
    /// order of the full database.
    public init(
        from source: String, at path: String, _ options: FullTextOptions = .init(),
        configuration: Database.Configuration = .init(), progress: any ProgressReporter = SilentProgress(),
        onEmbedding: (String, UnsafeBufferPointer<Float>) throws -> Void = { _, _ in },
        onPackage: (StoredPackage) throws -> Void = { _ in }
    ) async throws {
        try options.validate()
        let full = try FullDatabase(reading: source, configuration)
        progress.begin("Copying packages", total: full.metadata.int(.packageCount))
        defer { progress.end() }
        (metadata, names) = try await CatalogFile.create(at: path, configuration) { connection in
            try connection.execute(Schema.minified(dimension: try full.embeddingDimension()))
            let vectors = try Self.copyVectors(of: full, to: connection, onEmbedding)
            let packages = try Self.copyPackages(of: full, to: connection, progress, onPackage)
            let metadata = Self.describe(full, options, packages: packages.count, vectors: vectors)
            try metadata.write(to: connection)
            try RowSets.check(connection, vectors: "embeddings_q8", path)
            return (metadata, packages.names)
        }
        self.path = path
        self.options = options
        self.configuration = configuration
    }

    /// Builds DuckDB's BM25 index over the texts; on an error the file is removed.
    public func buildFullTextIndex() async throws {
        // Building the index makes and drops tables; in a transaction of its own, the big one stays simple.
        try await CatalogFile.removingOnFailure(path) {
            try await CatalogFile.write(path, configuration) { connection in
                try connection.loadExtension("fts")
                try FullTextIndex.create(connection, options, names: names)
            }
        }
    }

    private static func describe(
        _ full: FullDatabase, _ options: FullTextOptions, packages: Int, vectors: Int
    ) -> Metadata {
        var metadata = full.metadata
        metadata[.packageCount] = String(packages)
        metadata[.embeddingCount] = String(vectors)
        metadata[.vectorIndex] = "none"
        metadata[.vectorFormat] = "int8"
        metadata[.ftsIndexName] = options.indexName
        metadata[.ftsStemmer] = options.stemmer
        metadata[.ftsStopWords] = options.stopWords.name
        metadata[.ftsIgnore] = FullTextIndex.ignore
        return metadata
    }

    /// Copies packages and texts; returns how many, and the words they are called by.
    private static func copyPackages(
        of full: FullDatabase, to connection: Connection, _ progress: any ProgressReporter,
        _ observe: (StoredPackage) throws -> Void
    ) throws -> (count: Int, names: Set<String>) {
        let packages = try connection.appender("packages")
        let texts = try connection.appender("packages_fts_source")
        var row = MinifiedRow()
        var names: Set<String> = []
        try full.forEachPackage { stored in
            let package = stored.package
            try row.append(stored, to: packages)
            try packages.endRow()
            try texts.append(package.id)
            try texts.append(SearchText.text(of: package))
            try texts.endRow()
            // `which` of `unixtools.which`.
            let last = DottedPath.segments(package.attributePath).last ?? ""
            for name in [package.packageName, package.mainProgram, last] { names.insert(name.lowercased()) }
            try observe(stored)
            if packages.rowCount.isMultiple(of: 1024) {
                try Task.checkCancellation()
                progress.update(packages.rowCount)
            }
        }
        try packages.finish()
        try texts.finish()
        return (packages.rowCount, names)
    }

    private static func copyVectors(
        of full: FullDatabase, to connection: Connection,
        _ observe: (String, UnsafeBufferPointer<Float>) throws -> Void
    ) throws -> Int {
        let appender = try connection.appender("embeddings_q8")
        try full.forEachEmbedding { id, vector in
            let row = QuantizedVector(vector)
            try appender.append(id)
            try appender.append(row.scale)
            try row.values.withUnsafeBufferPointer { try appender.append($0) }
            try appender.endRow()
            try observe(id, vector)
            if appender.rowCount.isMultiple(of: 8192) { try Task.checkCancellation() }
        }
        try appender.finish()
        return appender.rowCount
    }
}
