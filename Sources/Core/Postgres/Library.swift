import Basics
import CPostgres

/// libpq, PostgreSQL's client library, loaded on first use.
struct Library: Sendable {
    // Safe to share: the table is written once before it is shared and never freed; libpq's functions may be called from
    // any thread, and each connection is used by one thread at a time.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_pg_api>

    /// The oldest version whose sockets give up on a silent network (tcp_user_timeout) and that speaks SCRAM: 12.
    private static let oldestVersion: Int32 = 12_00_00
    private static let names = ["libpq.so.5", "libpq.so", "libpq.dylib"]

    private static let loaded = Result<Library, FdnixError> { () throws(FdnixError) in
        let api = try LibraryTable.load(
            names,
            advice: "cannot load libpq, PostgreSQL's client library: install it (Debian: apt-get install libpq5)",
            by: fdnix_pg_load)
        guard api.pointee.libVersion() >= oldestVersion else {
            throw FdnixError(.incompatible, "the installed libpq is too old; install version 12 or newer")
        }
        return Library(api: api)
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none, `incompatible` for an old one.
    static func load() throws(FdnixError) -> Library { try loaded.get() }
}
