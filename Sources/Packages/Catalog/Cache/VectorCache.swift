import Basics
public import DuckDB
public import Logging

/// Vectors by the text they came from, in a file of its own: an unchanged text is never embedded twice.
///
/// It is changed in place: every method is one transaction, and DuckDB's write-ahead log makes that as safe against
/// crashes as a copy and a rename, without writing hundreds of megabytes to add a few rows. A damaged file is put
/// aside and begun anew; it only ever saves work.
public final class VectorCache {
    /// Whose vectors are meant: only those of an equal key are found.
    public struct Key: Sendable, Hashable {
        /// Names the model, as `Embedder.modelID` does.
        public var modelID: String
        /// How many numbers its vectors have.
        public var dimension: Int
        /// The template's version; templates of one version have models of different names.
        public var templateVersion: Int

        /// The key of what one model makes of the texts of one template.
        public init(modelID: String, dimension: Int, templateVersion: Int) {
            self.modelID = modelID
            self.dimension = dimension
            self.templateVersion = templateVersion
        }
    }

    /// What was found for a list of texts.
    public struct Lookup: Sendable {
        /// The vectors one after the other, `dimension` numbers a text; zeros where nothing was found.
        public var vectors: [Float]
        /// The positions of the texts that have no vector yet, ascending.
        public var missing: [Int]
    }

    /// Where the cache's file is.
    public let path: String
    /// The model and template whose vectors this object reads and writes.
    public let key: Key
    private(set) var connection: Connection
    let now: String
    private let configuration: Database.Configuration
    private let logger: Logger

    /// Opens the cache at `path`, creating it when missing. `now`, in seconds since 1970, is recorded as the last use.
    ///
    /// A file that is damaged or of another kind is put aside, with a warning; throws `locked`, `io` or `database`.
    public init(
        path: String, key: Key, configuration: Database.Configuration = .init(),
        now: Int = Timestamp.milliseconds / 1000,
        logger: Logger = Logger(label: "fdnix.embedding-generator")
    ) throws {
        guard (1...65_536).contains(key.dimension) else {
            throw FdnixError(.usage, "a vector cannot have \(key.dimension) numbers; use 1 to 65536")
        }
        self.path = path
        self.key = key
        self.now = Timestamp.iso8601(secondsSince1970: now)
        self.configuration = configuration
        self.logger = logger
        do {
            connection = try Self.open(path, key, configuration)
        } catch let error as FdnixError where error.code == .corrupt {
            try Self.putAside(path, error, self.now, logger)
            connection = try Self.open(path, key, configuration)
        }
    }

    private static func putAside(_ path: String, _ error: FdnixError, _ now: String, _ logger: Logger) throws {
        let aside = "\(path).damaged-\(now.prefix(19).filter { $0.isNumber })"
        try CatalogFile.move(path, to: aside)
        logger.warning("the vector cache is damaged; kept as \(aside) and begun anew: \(error)")
    }

    private static func open(
        _ path: String, _ key: Key, _ configuration: Database.Configuration
    ) throws -> Connection {
        let isNew = !FileSystem.exists(path)
        // A log without its database belongs to a file that was taken away.
        if isNew { try CatalogFile.remove(path) }
        var configuration = configuration
        configuration.storageVersion = CatalogFile.storageVersion
        let connection = try Database(path: path, configuration: configuration).connect()
        if isNew { try connection.execute(Schema.vectorCache) }
        do {
            _ = try connection.query(
                """
                SELECT model_id, dimensions, template_version, text_hash, vector, created_at, last_used_at
                FROM vector_cache LIMIT 1
                """
            ).nextChunk()
        } catch {
            throw FdnixError(.corrupt, "\(path) has no readable table vector_cache", underlying: error)
        }
        // Vectors arrive as arrays of fixed size, which load faster than lists.
        try connection.execute(
            """
            CREATE TEMP TABLE incoming (text_hash TEXT, vector FLOAT[\(key.dimension)]);
            CREATE TEMP TABLE wanted (position INTEGER, text_hash TEXT);
            """)
        return connection
    }

    /// Stops the statement that is running, from another thread or when a task is cancelled.
    public var interrupter: Interrupter { connection.interrupter }

    /// How many vectors the file has of this key.
    public func count() throws -> Int {
        try connection.query("SELECT count(*) FROM vector_cache WHERE \(Self.ofKey)", parameters).scalar(Int.self) ?? 0
    }

    /// Runs `body`; where it meets damage inside the file, the file is put aside and `body` runs again on a new one.
    func recovering<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as FdnixError where error.code == .corrupt {
            // The damaged database is closed before its file is renamed.
            connection = try Database(path: nil).connect()
            try Self.putAside(path, error, now, logger)
            connection = try Self.open(path, key, configuration)
            return try body()
        }
    }

    /// The vectors of texts, by their hashes (which may repeat); what is found is marked as used.
    public func lookup(_ textHashes: [String]) throws -> Lookup {
        try recovering { try find(textHashes) }
    }

    private func find(_ textHashes: [String]) throws -> Lookup {
        let dimension = key.dimension
        var vectors = [Float](repeating: 0, count: textHashes.count * dimension)
        var found = [Bool](repeating: false, count: textHashes.count)
        try connection.transaction {
            try want(textHashes)
            let rows = try connection.query(
                """
                SELECT position, vector FROM wanted JOIN vector_cache USING (text_hash)
                WHERE \(Self.ofKey) AND len(vector) = dimensions
                """, parameters)
            try rows.forEach { row in
                guard let position = try row.get(0, as: Int.self) else { return }
                _ = try row.withFloats(1) { vector in
                    for (index, value) in vector.enumerated() { vectors[position * dimension + index] = value }
                }
                found[position] = true
            }
            try markWanted()
        }
        return Lookup(vectors: vectors, missing: found.indices.filter { !found[$0] })
    }

    static let ofKey = "model_id = ? AND dimensions = ? AND template_version = ?"
    var parameters: [Parameter] { [.string(key.modelID), .int(key.dimension), .int(key.templateVersion)] }

    private func want(_ textHashes: [String]) throws {
        try connection.execute("DELETE FROM wanted")
        let appender = try connection.appender("wanted")
        for (position, hash) in textHashes.enumerated() {
            try appender.append(position)
            try appender.append(hash)
            try appender.endRow()
        }
        try appender.finish()
    }

    /// Sets `last_used_at` of the wanted rows, once a day.
    private func markWanted() throws {
        let update = try connection.prepare(
            """
            UPDATE vector_cache SET last_used_at = ?
            WHERE \(Self.ofKey) AND last_used_at < ? AND text_hash IN (SELECT text_hash FROM wanted)
            """)
        try update.bind([.string(now)] + parameters + [.string(String(now.prefix(10)))])
        try update.execute()
    }
}
