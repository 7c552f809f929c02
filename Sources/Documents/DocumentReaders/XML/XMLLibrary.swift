import Basics
import CXML

/// The system's libxml2, loaded when the first file needs it: it brings libraries of thirty megabytes with it.
struct XMLLibrary: Sendable {
    // Safe to share: the table is written once before it is shared and never freed, and libxml2's functions may be called
    // from any thread as long as no two threads use one parser.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_xml_api>

    private static let names = ["libxml2.so.2", "libxml2.so.16", "libxml2.2.dylib"]

    private static let loaded = Result<XMLLibrary, FdnixError> { () throws(FdnixError) in
        XMLLibrary(
            api: try LibraryTable.load(
                names,
                advice: "cannot load libxml2, which reads XML: install it (Debian: apt-get install libxml2)",
                by: fdnix_xml_load))
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none.
    static func load() throws(FdnixError) -> XMLLibrary { try loaded.get() }
}
