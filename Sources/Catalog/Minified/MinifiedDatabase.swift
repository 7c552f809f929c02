public import Basics
public import DuckDB
import Embedding
import Nixpkgs

/// The minified database: what serving needs, vectors in 8 bits, and a full-text index.
public enum MinifiedDatabase {
    /// Builds a new minified database at `path` (a temporary name) from the full one at `source`; works without
    /// vectors too. Returns its `fdnix_meta`.
    @discardableResult
    public static func create(
        from source: String, at path: String, _ options: FullTextOptions = .init(),
        configuration: Database.Configuration = .init(), progress: any ProgressReporter = SilentProgress()
    ) throws -> Metadata {
        try options.validate()
        let full = try FullDatabase(reading: source, configuration)
        let (metadata, names) = try CatalogFile.create(at: path, configuration) { connection in
            try connection.execute(Schema.minified(dimension: try full.embeddingDimension()))
            let copied = try copyPackages(of: full, to: connection, progress)
            let vectors = try copyVectors(of: full, to: connection)
            let metadata = describe(full, options, packages: copied.count, vectors: vectors)
            try metadata.write(to: connection)
            try RowSets.check(connection, vectors: "embeddings_q8", path)
            return (metadata, copied.names)
        }
        do {
            // Building the index makes and drops tables; in a transaction of its own, the big one stays simple.
            try CatalogFile.write(path, configuration) { connection in
                progress.begin("Building the full-text index", total: nil)
                defer { progress.end() }
                try connection.loadExtension("fts")
                try FullTextIndex.create(connection, options, names: names)
            }
        } catch {
            try? CatalogFile.remove(path)
            throw error
        }
        return metadata
    }

    /// Reads `fdnix_meta` of the database at `path`.
    public static func metadata(of path: String) throws -> Metadata {
        try Metadata(reading: Database(path: path, access: .readOnly).connect())
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
        of full: FullDatabase, to connection: Connection, _ progress: any ProgressReporter
    ) throws -> (count: Int, names: Set<String>) {
        let packages = try connection.appender("packages")
        let texts = try connection.appender("packages_fts_source")
        var row = MinifiedRow()
        var names: Set<String> = []
        progress.begin("Copying packages", total: full.metadata.int(.packageCount))
        defer { progress.end() }
        try full.forEachPackage { stored in
            let package = stored.package
            try row.append(stored, to: packages)
            try packages.endRow()
            try texts.append(package.id)
            try texts.append(SearchText.text(of: package))
            try texts.endRow()
            for name in [package.packageName, package.mainProgram, lastSegment(package.attributePath)] {
                names.insert(name.lowercased())
            }
            if packages.rowCount.isMultiple(of: 1024) {
                try Task.checkCancellation()
                progress.update(packages.rowCount)
            }
        }
        try packages.finish()
        try texts.finish()
        return (packages.rowCount, names)
    }

    /// `which` of `unixtools.which`; a quoted segment without its quotes.
    static func lastSegment(_ path: String) -> String {
        guard path.hasSuffix("\"") else { return path.split(separator: ".").last.map { String($0) } ?? "" }
        return path.split(separator: "\"").last.map { String($0) } ?? ""
    }

    private static func copyVectors(of full: FullDatabase, to connection: Connection) throws -> Int {
        let appender = try connection.appender("embeddings_q8")
        try full.forEachEmbedding { id, vector in
            let row = QuantizedVector(vector)
            try appender.append(id)
            try appender.append(row.scale)
            try row.values.withUnsafeBufferPointer { try appender.append($0) }
            try appender.endRow()
        }
        try appender.finish()
        return appender.rowCount
    }
}
