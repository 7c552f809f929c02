import Basics
import CCurl

/// The system's libcurl, loaded when the first request is made.
///
/// The system's library is the one its maintainers patch; linking it would make every search load it and a TLS library,
/// and a TLS stack of our own would cost every build several minutes.
struct CurlLibrary: Sendable {
    // Safe to share: the table is written once before it is shared and never freed, and libcurl's functions may be called
    // from any thread as long as no two threads use one handle.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_curl_api>

    /// Names under which systems have it; each says version 4 of the ABI, the one declared in CCurl.
    static let names = ["libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", "/usr/lib/libcurl.4.dylib"]

    private static let loaded = Result<CurlLibrary, FdnixError> { () throws(FdnixError) in
        try CurlLibrary(names: names)
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none.
    static func load() throws(FdnixError) -> CurlLibrary { try loaded.get() }

    init(names: [String]) throws(FdnixError) {
        api = try LibraryTable.load(
            names,
            advice: "cannot load libcurl, which makes connections: install it (Debian: apt-get install libcurl4)",
            by: fdnix_curl_load)
    }

    /// libcurl's name for one of its `CURLcode`s.
    func words(_ code: Int32) -> String {
        api.pointee.easy_strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
