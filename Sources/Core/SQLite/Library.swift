public import Basics
import CSQLite

/// The system's SQLite library, loaded on first use.
public struct Library: Sendable {
    // Safe to share: the table is written once before it is shared and never freed; SQLite's functions may be called from
    // any thread, and each connection is used by one thread at a time.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_sqlite_api>

    /// The oldest version that has all that is used: upserts came with 3.24.
    private static let oldestVersion: Int32 = 3_024_000
    private static let names = ["libsqlite3.so.0", "libsqlite3.so", "libsqlite3.dylib"]

    private static let loaded = Result<Library, FdnixError> { () throws(FdnixError) in
        let api = try LibraryTable.load(
            names, advice: "cannot load SQLite: install it (Debian: apt-get install libsqlite3-0)",
            by: fdnix_sqlite_load)
        guard api.pointee.libversion_number() >= oldestVersion else {
            throw FdnixError(.incompatible, "the installed SQLite is too old; install 3.24 or newer")
        }
        return Library(api: api)
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none, `incompatible` for an old one.
    public static func load() throws(FdnixError) -> Library { try loaded.get() }
}
