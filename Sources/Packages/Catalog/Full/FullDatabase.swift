public import Basics
public import DuckDB
public import Nixpkgs

/// The full database: every field of every package, float vectors, and an optional HNSW index.
public final class FullDatabase {
    /// Where the database's file is.
    public let path: String
    /// What its table `fdnix_meta` tells of the run that wrote it.
    public internal(set) var metadata: Metadata
    let connection: Connection

    /// Opens an existing database for reading. Keep it open only as long as nobody in this process writes it.
    ///
    /// Throws `notFound`, `locked`, `corrupt`, or `incompatible` for a file that is not such a database.
    public convenience init(reading path: String, _ configuration: Database.Configuration = .init()) throws {
        try Self.checkExistence(path)
        try self.init(
            path, Database(path: path, access: .readOnly, configuration: configuration).connect())
    }

    private init(_ path: String, _ connection: Connection) throws {
        self.path = path
        self.connection = connection
        do { metadata = try Metadata(reading: connection) } catch {
            throw FdnixError(
                .incompatible, "\(path) is not a database of fdnix; run fdnix index", underlying: error)
        }
        let version = metadata[.schemaVersion] ?? "?"
        guard version == Metadata.schemaVersion else {
            throw FdnixError(
                .incompatible,
                "\(path) has tables of version \(version), not \(Metadata.schemaVersion); run fdnix index")
        }
    }

    private static func checkExistence(_ path: String) throws(FdnixError) {
        guard FileSystem.exists(path) else {
            throw FdnixError(
                .notFound, "cannot open the database \(path): there is no such file; run fdnix index to build it")
        }
    }

    /// Builds a new database of `packages` at `path` (a temporary name), in their order; ids must be unique.
    public static func create(
        at path: String, _ options: FullDatabaseOptions, packages: some Collection<Package>,
        progress: any ProgressReporter = SilentProgress()
    ) async throws {
        progress.begin("Writing packages", total: packages.count)
        defer { progress.end() }
        try await create(at: path, options) { writer in
            for package in packages {
                try writer.append(package)
                try writer.tell(progress)
            }
            progress.update(writer.count)
        }
    }

    /// Builds a fresh copy without vectors at `path`, its texts hashed by the template of `options`: where the
    /// embedding phase works. (A copied file would carry an old index and old hashes along.) `each` is called with
    /// every package on the way.
    public static func rebuild(
        from source: String, at path: String, _ options: FullDatabaseOptions,
        progress: any ProgressReporter = SilentProgress(), each: (Package) throws -> Void = { _ in }
    ) async throws {
        let old = try FullDatabase(reading: source, options.configuration)
        progress.begin("Copying packages", total: old.metadata.int(.packageCount))
        defer { progress.end() }
        try await create(at: path, options) { writer in
            try old.forEachPackage { stored in
                try writer.append(stored.package)
                try writer.tell(progress)
                try each(stored.package)
            }
        }
    }

    private static func create(
        at path: String, _ options: FullDatabaseOptions, _ fill: (FullDatabaseWriter) throws -> Void
    ) async throws {
        try await CatalogFile.create(at: path, options.configuration) { connection in
            let writer = try FullDatabaseWriter(connection, options)
            try fill(writer)
            try writer.finish(connection)
        }
    }

    /// Opens the database for writing, runs `body` on a thread of its own, and leaves a closed file without a log. The
    /// statements of `body` end when the task is cancelled.
    public static func update<T>(
        at path: String, _ configuration: Database.Configuration = .init(), _ body: (FullDatabase) throws -> T
    ) async throws -> T {
        try checkExistence(path)
        return try await CatalogFile.write(path, configuration) { try body(FullDatabase(path, $0)) }
    }

    /// Calls `body` with every package, in the order they were written.
    public func forEachPackage(_ body: (StoredPackage) throws -> Void) throws {
        var reader = PackageRow()
        let outputs = try outputs()
        try connection.query("SELECT * FROM packages").forEach { row in
            var stored = try reader.read(row)
            if let output = outputs[stored.package.id] { stored.package.output = output }
            try body(stored)
        }
    }

    /// The outputs that packages stand for, where they are not `out`; none in a database of an older version.
    private func outputs() throws -> [String: String] {
        let hasTable = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'package_outputs'"
        guard try connection.query(hasTable).scalar(Int.self) ?? 0 > 0 else { return [:] }
        var outputs: [String: String] = [:]
        try connection.query("SELECT package_id, output FROM package_outputs").forEach { row in
            outputs[try row.string(0)] = try row.string(1)
        }
        return outputs
    }

    /// How many rows the table of packages has.
    public func packageCount() throws -> Int {
        try connection.query("SELECT count(*) FROM packages").scalar(Int.self) ?? 0
    }
}
