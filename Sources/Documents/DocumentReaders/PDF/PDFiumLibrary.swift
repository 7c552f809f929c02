import Basics
import CPDFium
import Platform

/// PDFium, loaded when the first PDF is read.
///
/// Looked for at `FDNIX_PDFIUM_LIBRARY`; in `FDNIX_DOCUMENTS_PREFIX`, where set-up puts it; in `../lib/fdnix` beside the
/// program; in the `.fdnix` folder of the checkout that holds the program; and where the system's loader looks. Never below
/// the current directory: reading in someone else's folder must not run their code.
struct PDFiumLibrary: Sendable {
    // Safe to share: the table is written once before it is shared and never freed. The functions are for one thread at a
    // time; readers of PDF run in a process that has one.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_pdfium_api>

    #if os(macOS)
        static let fileName = "libpdfium.dylib"
    #else
        static let fileName = "libpdfium.so"
    #endif

    private static let loaded = Result<PDFiumLibrary, FdnixError> { () throws(FdnixError) in
        try PDFiumLibrary(
            candidates: LibrarySearch(folder: "documents").candidates(fileName, variable: "FDNIX_PDFIUM_LIBRARY"))
    }

    /// The library, or why there is none; loaded once a process.
    static func load() throws(FdnixError) -> PDFiumLibrary { try loaded.get() }

    /// Loads the first of `candidates` that exists; a bare name is left to the system's loader.
    init(candidates: [String]) throws(FdnixError) {
        let path = candidates.first { !$0.contains("/") || FileSystem.exists($0) } ?? candidates.last ?? Self.fileName
        var error: UnsafeMutablePointer<CChar>?
        guard let api = fdnix_pdfium_load(path, &error) else {
            let reason = error.map { String(cString: $0).printable(onOneLine: true) } ?? "unknown reason"
            free(error)
            throw FdnixError(
                .notFound,
                "cannot load PDFium, which reads PDF: run Scripts/setup documents, or set FDNIX_PDFIUM_LIBRARY to "
                    + "libpdfium; \(reason)")
        }
        self.api = api
    }
}
