import Basics
import CZip

/// The system's libzip, loaded when the first archive is read.
struct ZipLibrary: Sendable {
    // Safe to share: the table is written once before it is shared and never freed, and libzip's functions may be called
    // from any thread as long as no two threads use one archive.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_zip_api>

    private static let names = ["libzip.so.4", "libzip.so.5", "libzip.5.dylib"]

    private static let loaded = Result<ZipLibrary, FdnixError> { () throws(FdnixError) in
        ZipLibrary(
            api: try LibraryTable.load(
                names,
                advice: "cannot load libzip, which reads archives: install it (Debian: apt-get install libzip4)",
                by: fdnix_zip_load))
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none.
    static func load() throws(FdnixError) -> ZipLibrary { try loaded.get() }
}
