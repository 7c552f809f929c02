public import Basics
import CDuckDB
import Platform

/// The DuckDB library, loaded on first use.
///
/// Looked for at `FDNIX_DUCKDB_LIBRARY`, and where `PartSearch` looks: in `FDNIX_PREFIX`, beside the program, in the
/// checkout's `.fdnix`.
public struct Library: Sendable {
    // Safe to share: the table is written once before it is shared and never freed; its functions may be called from any
    // thread.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_duckdb_api>
    /// The file that was loaded, or its bare name where the system's loader found it.
    public let path: String
    /// The version that the library tells of itself, e.g. `v1.5.5`.
    public let version: String

    private static let loaded = Result<Library, FdnixError> { () throws(FdnixError) in
        try Library(
            path: PartSearch(folder: "duckdb", prefixVariable: "FDNIX_PREFIX")
                .library(fileName, statedBy: "FDNIX_DUCKDB_LIBRARY"))
    }

    /// The library, or why there is none; loaded once a process.
    public static func load() throws(FdnixError) -> Library { try loaded.get() }

    /// Why DuckDB cannot be used here, nil when it can.
    public static var unavailableReason: String? {
        if case .failure(let error) = loaded { return error.message }
        return nil
    }

    /// Loads the library at `path`; a bare name is left to the system's loader.
    init(path: String) throws(FdnixError) {
        api = try LibraryTable.load(
            [path], advice: "cannot load DuckDB: run Scripts/setup, or set FDNIX_DUCKDB_LIBRARY to libduckdb",
            by: fdnix_duckdb_load)
        self.path = path
        version = api.pointee.library_version().map { String(cString: $0) } ?? "unknown"
    }

    #if os(macOS)
        static let fileName = "libduckdb.dylib"
    #else
        static let fileName = "libduckdb.so"
    #endif
}

/// The first line of a message of several.
func oneLine(_ message: String) -> String {
    String(message.prefix { !$0.isNewline })
}
