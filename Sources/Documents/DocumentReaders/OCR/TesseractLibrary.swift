import Basics
import CTesseract
import Platform

/// The system's tesseract, loaded when the first picture is read.
struct TesseractLibrary: Sendable {
    // Safe to share: the table is written once before it is shared and never freed; an engine is used by one thread.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_tesseract_api>

    /// What the library is called.
    static let names = ["libtesseract.so.5", "libtesseract.5.dylib"]

    private static let loaded = Result<TesseractLibrary, FdnixError> { () throws(FdnixError) in
        var reasons: [String] = []
        for name in names {
            var reason: UnsafeMutablePointer<CChar>?
            if let api = fdnix_tesseract_load(name, &reason) { return TesseractLibrary(api: api) }
            if let reason { reasons.append(String(cString: reason).printable(onOneLine: true)) }
            free(reason)
        }
        throw FdnixError(
            .notFound,
            "cannot load tesseract, which reads scanned pages: install it (Debian: apt-get install libtesseract5 "
                + "tesseract-ocr-eng); " + (reasons.first ?? "not found"))
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none.
    static func load() throws(FdnixError) -> TesseractLibrary { try loaded.get() }
}
