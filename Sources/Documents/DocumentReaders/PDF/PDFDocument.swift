import Basics
import CPDFium

/// An open PDF.
final class PDFDocument {
    let library: PDFiumLibrary
    let document: fdnix_pdfium_document
    // Keeps the bytes alive that PDFium reads.
    private let file: ByteView

    /// Opens a file; where its end is missing or its table of objects is lost, as much of it as is there. Throws
    /// `malformedInput` where it is not a PDF or needs a password, `notFound` where there is no PDFium.
    convenience init(_ file: ByteView) throws(FdnixError) {
        let library = try PDFiumLibrary.load()
        // Only for a damaged file.
        lazy var found = PDFObjectSearch(file.bytes)
        for repair in PDFRepair.allCases {
            guard let bytes = repair.apply(to: file, found) else { continue }
            guard let document = library.api.pointee._LoadMemDocument64(bytes.bytes.baseAddress, bytes.count, nil)
            else {
                switch Int(library.api.pointee._GetLastError()) {
                case FDNIX_PDFIUM_ERROR_PASSWORD, FDNIX_PDFIUM_ERROR_SECURITY:
                    throw FdnixError(
                        .malformedInput, "the PDF can only be read with a password; save it without one")
                default: continue
                }
            }
            if library.api.pointee._GetPageCount(document) > 0 {
                self.init(library, document, bytes)
                return
            }
            library.api.pointee._CloseDocument(document)
        }
        throw FdnixError(
            .malformedInput, "the file is not a PDF, or too damaged to find its pages; open it and save it anew")
    }

    private init(_ library: PDFiumLibrary, _ document: fdnix_pdfium_document, _ file: ByteView) {
        self.library = library
        self.document = document
        self.file = file
    }

    deinit { library.api.pointee._CloseDocument(document) }

    /// How many pages there are; at least one.
    var pageCount: Int { Int(library.api.pointee._GetPageCount(document)) }

    /// The title that the file states, nil where it states none.
    var title: String? {
        let text = UTF16Text.read { library.api.pointee._GetMetaText(document, "Title", $0, $1) }
        let title = text.printable(onOneLine: true).trimmed
        return title.isEmpty ? nil : title
    }

    /// The page at `index`, from 0; nil where it is too damaged.
    func page(_ index: Int) -> PDFPage? { PDFPage(self, index) }
}
