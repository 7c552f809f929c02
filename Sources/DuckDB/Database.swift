public import Basics
import CDuckDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open DuckDB database; closed when the last connection to it is gone.
public final class Database {
    /// How a database is opened.
    public struct Configuration: Sendable {
        /// Worker threads; DuckDB's default (all cores) when nil.
        public var threads: Int?
        /// E.g. `2GiB`; DuckDB's default (80 % of the memory) when nil.
        public var memoryLimit: String?
        /// Where large operations spill to.
        public var temporaryDirectory: String?
        /// The defaults of DuckDB.
        public init(threads: Int? = nil, memoryLimit: String? = nil, temporaryDirectory: String? = nil) {
            self.threads = threads
            self.memoryLimit = memoryLimit
            self.temporaryDirectory = temporaryDirectory
        }
    }

    /// Reading only, or writing too.
    public enum Access: String, Sendable {
        /// The file must exist; several processes may read it.
        case readOnly = "READ_ONLY"
        /// The file is created when missing.
        case readWrite = "READ_WRITE"
    }

    let library: Library
    private(set) var handle: duckdb_database?

    /// Opens the database file at `path`; nil opens one in memory.
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

    private static func openError(_ path: String, _ access: Access, _ reason: String) -> FdnixError {
        let directory = FileSystem.directory(of: path)
        let message =
            if reason.contains("lock") {
                "cannot open the database \(path): another process is using it; wait for it to end"
            } else if !FileSystem.exists(directory) {
                "cannot open the database \(path): the directory \(directory) does not exist; create it first"
            } else if access == .readOnly && !FileSystem.exists(path) {
                "cannot open the database \(path): there is no such file; run fdnix index to build it"
            } else if access == .readWrite && !FileSystem.isWritable(directory) {
                "cannot open the database \(path): \(directory) is not writable; choose another place"
            } else {
                "cannot open the database \(path): \(oneLine(reason))"
            }
        return FdnixError(FileSystem.exists(directory) ? .database : .notFound, message)
    }
}
