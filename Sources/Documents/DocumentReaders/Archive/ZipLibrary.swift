import Basics
import CZip
import Platform

/// The system's libzip, loaded when the first archive is read.
struct ZipLibrary: Sendable {
    // Safe to share: the table is written once before it is shared and never freed, and libzip's functions may be called
    // from any thread as long as no two threads use one archive.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_zip_api>

    private static let names = ["libzip.so.4", "libzip.so.5", "libzip.5.dylib"]

    private static let loaded = Result<ZipLibrary, FdnixError> { () throws(FdnixError) in
        var reasons: [String] = []
        for name in names {
            var reason: UnsafeMutablePointer<CChar>?
            if let api = fdnix_zip_load(name, &reason) { return ZipLibrary(api: api) }
            if let reason { reasons.append(String(cString: reason).printable(onOneLine: true)) }
            free(reason)
        }
        throw FdnixError(
            .notFound,
            "cannot load libzip, which reads archives: install it (Debian: apt-get install libzip4); "
                + (reasons.first ?? "not found"))
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none.
    static func load() throws(FdnixError) -> ZipLibrary { try loaded.get() }
}
