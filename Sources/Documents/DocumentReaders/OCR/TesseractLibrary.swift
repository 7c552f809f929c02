import Basics
import CTesseract

/// The system's tesseract, loaded when the first picture is read.
struct TesseractLibrary: Sendable {
    // Safe to share: the table is written once before it is shared and never freed; an engine is used by one thread.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_tesseract_api>

    /// What the library is called.
    static let names = ["libtesseract.so.5", "libtesseract.5.dylib"]

    private static let loaded = Result<TesseractLibrary, FdnixError> { () throws(FdnixError) in
        TesseractLibrary(
            api: try LibraryTable.load(
                names,
                advice: "cannot load tesseract, which reads scanned pages: install it (Debian: apt-get install "
                    + "libtesseract5 tesseract-ocr-eng)",
                by: fdnix_tesseract_load))
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none.
    static func load() throws(FdnixError) -> TesseractLibrary { try loaded.get() }
}
