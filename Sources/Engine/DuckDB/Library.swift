public import Basics
import CDuckDB
import Platform

/// The DuckDB library, loaded on first use.
///
/// Looked for at `FDNIX_DUCKDB_LIBRARY`, in `FDNIX_PREFIX` (where set-up puts it), in `../lib/fdnix` beside the
/// program, in the `.fdnix` folder of the checkout that holds the program, and where the system's loader looks. Never
/// below the current directory: a search in someone else's folder must not run their code.
public struct Library: Sendable {
    // Safe to share: the table is written once before it is shared and never freed; its functions may be called from any
    // thread.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_duckdb_api>
    /// The file that was loaded, or its bare name where the system's loader found it.
    public let path: String
    /// The version that the library tells of itself, e.g. `v1.5.5`.
    public let version: String

    private static let loaded = Result<Library, FdnixError> { () throws(FdnixError) in
        try Library(candidates: candidates())
    }

    /// The library, or why there is none; loaded once a process.
    public static func load() throws(FdnixError) -> Library { try loaded.get() }

    /// Why DuckDB cannot be used here, nil when it can.
    public static var unavailableReason: String? {
        if case .failure(let error) = loaded { return error.message }
        return nil
    }

    /// Loads the first of `candidates` that exists; a bare name is left to the system's loader.
    init(candidates: [String]) throws(FdnixError) {
        let path = candidates.first { !$0.contains("/") || FileSystem.exists($0) } ?? candidates.last ?? Self.fileName
        var error: UnsafeMutablePointer<CChar>?
        guard let api = fdnix_duckdb_load(path, &error) else {
            let reason = error.map { String(cString: $0) } ?? "unknown reason"
            free(error)
            throw FdnixError(
                .notFound,
                "cannot load DuckDB: \(oneLine(reason)); run Scripts/setup, or set FDNIX_DUCKDB_LIBRARY to libduckdb")
        }
        self.api = api
        self.path = path
        version = api.pointee.library_version().map { String(cString: $0) } ?? "unknown"
    }

    /// Where the library is looked for, best first.
    static func candidates(
        environment: (String) -> String? = environmentValue, executable: String? = executableDirectory()
    ) -> [String] {
        // A stated library is the only candidate: falling back would hide a mistake.
        if let stated = environment("FDNIX_DUCKDB_LIBRARY") { return [stated] }
        var paths = environment("FDNIX_PREFIX").map { ["\($0)/lib/\(fileName)"] } ?? []
        if var directory = executable {
            paths.append("\(directory)/../lib/fdnix/\(fileName)")
            while directory != "/" && directory != "." {
                paths.append("\(directory)/.fdnix/duckdb/lib/\(fileName)")
                directory = FileSystem.directory(of: directory)
            }
        }
        return paths + [fileName]
    }

    #if os(macOS)
        static let fileName = "libduckdb.dylib"
    #else
        static let fileName = "libduckdb.so"
    #endif
}

/// The variable's value; an empty one counts as unset.
func environmentValue(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
}

/// The directory of the running program, where the system tells it.
func executableDirectory() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { path in
            path.baseAddress.map { readlink("/proc/self/exe", $0, path.count) } ?? -1
        }
    }
    if count > 0 { return FileSystem.directory(of: String(decoding: buffer[..<count], as: UTF8.self)) }
    guard let argument = CommandLine.arguments.first, argument.hasPrefix("/") else { return nil }
    return FileSystem.directory(of: argument)
}

/// The first line of a message of several.
func oneLine(_ message: String) -> String {
    String(message.prefix { !$0.isNewline })
}
