import Basics
import CPDFium

/// PDFium, loaded when the first PDF is read.
///
/// Looked for at `FDNIX_PDFIUM_LIBRARY`, and where `PartSearch` looks: in `FDNIX_DOCUMENTS_PREFIX`, beside the program, in
/// the checkout's `.fdnix`.
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
            path: PartSearch.documents.library(fileName, statedBy: "FDNIX_PDFIUM_LIBRARY"))
    }

    /// The library, or why there is none; loaded once a process.
    static func load() throws(FdnixError) -> PDFiumLibrary { try loaded.get() }

    /// Loads the library at `path`; a bare name is left to the system's loader.
    init(path: String) throws(FdnixError) {
        api = try LibraryTable.load(
            [path],
            advice: "cannot load PDFium, which reads PDF: run Scripts/setup documents, or set FDNIX_PDFIUM_LIBRARY to "
                + "libpdfium",
            by: fdnix_pdfium_load)
    }
}
