public import Basics
public import DuckDB
public import Nixpkgs

/// The full database: every field of every package, float vectors, and an optional HNSW index.
public final class FullDatabase {
    /// Where it is.
    public let path: String
    /// `fdnix_meta`.
    public internal(set) var metadata: Metadata
    let connection: Connection

    /// Opens an existing database for reading. Keep it open only as long as nobody in this process writes it.
    public convenience init(reading path: String, _ configuration: Database.Configuration = .init()) throws {
        try self.init(
            path, Database(path: path, access: .readOnly, configuration: configuration).connect())
    }

    private init(_ path: String, _ connection: Connection) throws {
        self.path = path
        self.connection = connection
        do { metadata = try Metadata(reading: connection) } catch {
            throw FdnixError(.incompatible, "\(path) is no database of fdnix; run fdnix index", underlying: error)
        }
        let version = metadata[.schemaVersion] ?? "?"
        guard version == Metadata.schemaVersion else {
            throw FdnixError(
                .incompatible,
                "\(path) has tables of version \(version), not \(Metadata.schemaVersion); run fdnix index")
        }
    }

    /// Builds a new database at `path` (a temporary name); `fill` appends the packages, in the order to be kept.
    public static func create(
        at path: String, _ options: FullDatabaseOptions, _ fill: (FullDatabaseWriter) throws -> Void
    ) throws {
        try CatalogFile.create(at: path, options.configuration) { connection in
            let writer = try FullDatabaseWriter(connection, options)
            try fill(writer)
            try writer.finish(connection)
        }
    }

    /// Builds a new database of `packages` at `path` (a temporary name).
    public static func create(
        at path: String, _ options: FullDatabaseOptions, packages: some Collection<Package>,
        progress: any ProgressReporter = SilentProgress()
    ) throws {
        progress.begin("Writing packages", total: packages.count)
        defer { progress.end() }
        try create(at: path, options) { writer in
            for package in packages {
                try writer.append(package)
                if writer.count.isMultiple(of: 1024) { progress.update(writer.count) }
            }
            progress.update(writer.count)
        }
    }

    /// Builds a fresh copy without vectors at `path`, its texts hashed by the template of `options`: where the
    /// embedding phase works. (A copied file would carry an old index and old hashes along.)
    public static func rebuild(
        from source: String, at path: String, _ options: FullDatabaseOptions,
        progress: any ProgressReporter = SilentProgress()
    ) throws {
        let old = try FullDatabase(reading: source, options.configuration)
        let total = old.metadata.int(.packageCount)
        progress.begin("Copying packages", total: total)
        defer { progress.end() }
        try create(at: path, options) { writer in
            try old.forEachPackage { stored in
                try writer.append(stored.package)
                if writer.count.isMultiple(of: 1024) { progress.update(writer.count) }
            }
        }
    }

    /// Opens the database for writing, runs `body`, and leaves a closed file without a log.
    public static func update<T>(
        at path: String, _ configuration: Database.Configuration = .init(), _ body: (FullDatabase) throws -> T
    ) throws -> T {
        guard FileSystem.exists(path) else {
            throw FdnixError(.notFound, "cannot open the database \(path): there is no such file")
        }
        return try CatalogFile.write(path, configuration) { try body(FullDatabase(path, $0)) }
    }

    /// Stops the statement that is running, from another thread.
    public var interrupter: Interrupter { connection.interrupter }

    /// Calls `body` with every package, in the order they were written.
    public func forEachPackage(_ body: (StoredPackage) throws -> Void) throws {
        var reader = PackageRow()
        try connection.query("SELECT * FROM packages").forEach { try body(try reader.read($0)) }
    }

    /// Every package, in the order they were written.
    public func packages() throws -> [Package] {
        var packages: [Package] = []
        packages.reserveCapacity(metadata.int(.packageCount) ?? 0)
        try forEachPackage { packages.append($0.package) }
        return packages
    }

    /// How many packages there are.
    public func packageCount() throws -> Int {
        try connection.query("SELECT count(*) FROM packages").scalar(Int.self) ?? 0
    }

    /// The id and the embedding text's hash of every package, in the order they were written.
    public func textHashes() throws -> [(id: String, textHash: String)] {
        try connection.query("SELECT package_id, text_hash FROM packages").map {
            (id: try $0.string(0), textHash: try $0.string(1))
        }
    }
}
