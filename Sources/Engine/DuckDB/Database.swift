public import Basics
import CDuckDB
import Platform

extension FdnixError.Code {
    /// A database that another process has open in a way that excludes this one.
    public static let locked = FdnixError.Code(rawValue: "locked")
}

/// An open DuckDB database; closed when the last connection to it is gone.
public final class Database {
    /// How a database is opened.
    public struct Configuration: Sendable {
        /// Worker threads; DuckDB's default (all cores) when nil.
        public var threads: Int?
        /// E.g. `2GiB`; DuckDB's default (80 % of the memory) when nil.
        public var memoryLimit: String?
        /// The directory to which operations spill that need more memory than there is; beside the file when nil.
        public var temporaryDirectory: String?
        /// The oldest version that can read a new file, e.g. `v1.2.0`; DuckDB's default when nil.
        public var storageVersion: String?
        /// DuckDB's defaults, and what is given instead of them.
        public init(
            threads: Int? = nil, memoryLimit: String? = nil, temporaryDirectory: String? = nil,
            storageVersion: String? = nil
        ) {
            self.threads = threads
            self.memoryLimit = memoryLimit
            self.temporaryDirectory = temporaryDirectory
            self.storageVersion = storageVersion
        }
    }

    /// Whether a database is opened for reading only, or for writing too.
    public enum Access: String, Sendable {
        /// The file must exist; several processes may read it.
        case readOnly = "READ_ONLY"
        /// The file is created when missing.
        case readWrite = "READ_WRITE"
    }

    let library: Library
    private(set) var handle: duckdb_database?

    /// Opens the database file at `path`; nil opens one in memory.
    ///
    /// Throws `notFound` (no such file, no DuckDB library), `locked`, `corrupt`, `incompatible` (of a newer DuckDB),
    /// `io` or `database`.
    public init(
        path: String?, access: Access = .readWrite, configuration: Configuration = Configuration()
    ) throws(FdnixError) {
        library = try Library.load()
        let api = library.api.pointee
        var options: [(String, String)] = [
            // Nothing is downloaded at run time, and nobody else's settings or secrets are read.
            ("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false"),
        ]
        if path != nil { options.append(("access_mode", access.rawValue)) }
        if let threads = configuration.threads { options.append(("threads", String(threads))) }
        if let limit = configuration.memoryLimit { options.append(("max_memory", limit)) }
        if let directory = configuration.temporaryDirectory { options.append(("temp_directory", directory)) }
        if let version = configuration.storageVersion { options.append(("storage_compatibility_version", version)) }
        if let directory = library.extensionDirectory { options.append(("extension_directory", directory)) }

        var config: duckdb_config?
        guard api.create_config(&config) == DuckDBSuccess else {
            throw FdnixError(.database, "cannot create DuckDB's configuration: out of memory")
        }
        defer { api.destroy_config(&config) }
        for (name, value) in options where api.set_config(config, name, value) != DuckDBSuccess {
            throw FdnixError(.database, "DuckDB does not accept the setting \(name) = \(value)")
        }
        var error: UnsafeMutablePointer<CChar>?
        guard api.open_ext(path, &handle, config, &error) == DuckDBSuccess else {
            let reason = error.map { String(cString: $0) } ?? "unknown reason"
            api.free(error)
            throw Self.openError(path ?? "in memory", access, reason)
        }
    }

    /// A new connection; use each by one task at a time.
    public func connect() throws(FdnixError) -> Connection { try Connection(self) }

    deinit { library.api.pointee.close(&handle) }

    static func openError(_ path: String, _ access: Access, _ reason: String) -> FdnixError {
        let directory = FileSystem.directory(of: path)
        func error(_ code: FdnixError.Code, _ why: String) -> FdnixError {
            FdnixError(code, "cannot open the database \(path): \(why)")
        }
        if !FileSystem.exists(directory) {
            return error(.notFound, "the directory \(directory) does not exist; create it first")
        }
        if access == .readOnly && !FileSystem.exists(path) {
            return error(.notFound, "there is no such file")
        }
        if access == .readWrite && !FileSystem.isWritable(directory) {
            return error(.io, "\(directory) is not writable; choose another place")
        }
        if reason.contains("Could not set lock") {
            return error(.locked, "another process is using it; wait for it to end")
        }
        if reason.contains("version number") { return error(.incompatible, oneLine(reason)) }
        return error(tellsDamage(reason) ? .corrupt : .database, oneLine(reason))
    }

    /// Whether DuckDB's message speaks of a damaged file. (It has no error type for that.)
    static func tellsDamage(_ message: String) -> Bool {
        ["not a valid DuckDB database", "orrupt", "checksum", "Serialization Error"].contains { message.contains($0) }
    }
}
