import Basics
import CCrypto

/// OpenSSL's libcrypto, loaded when the first digest is made.
///
/// The system's library is the one its maintainers patch, and linking a library of our own would cost every program some
/// megabytes and every build several minutes.
struct CryptoLibrary: Sendable {
    // Safe to share: it is written once before it is shared and never freed, and libcrypto's functions may be called from
    // any thread as long as no two threads use one context.
    /// The table, which lives as long as the program.
    private nonisolated(unsafe) let table: UnsafePointer<fdnix_crypto_api>

    var api: fdnix_crypto_api { table.pointee }

    /// Names under which systems have it, newest first; a name with a version, so that the ABI is the one declared.
    private static let names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib"]

    private static let loaded = Result<CryptoLibrary, FdnixError> { () throws(FdnixError) in
        CryptoLibrary(
            table: try LibraryTable.load(
                names,
                advice: "cannot load OpenSSL's libcrypto, which makes checksums: install it (Debian: apt-get install "
                    + "libssl3)",
                by: fdnix_crypto_load))
    }

    /// The library. Throws `notFound` where the system has none.
    static func load() throws(FdnixError) -> CryptoLibrary { try loaded.get() }
}
