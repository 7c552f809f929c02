import Basics

/// What is done to a file that PDFium cannot open, in the order in which it is tried.
///
/// PDFium finds the objects of a damaged file by itself, but not where to begin: a file that was cut off has lost its
/// trailer, and often the catalog that the trailer names.
enum PDFRepair: CaseIterable {
    /// Nothing.
    case none
    /// A trailer is added that names the last catalog.
    case trailer
    /// A catalog of all page objects is added, in the order of their numbers.
    case catalog

    /// The file as it is tried, by the objects `found` in it; nil where this repair has nothing to go by.
    func apply(to file: ByteView, _ found: @autoclosure () -> PDFObjectSearch) -> ByteView? {
        switch self {
        case .none: return file
        case .trailer:
            guard let catalog = found().catalog else { return nil }
            return Self.adding("trailer\n<</Root \(catalog) 0 R>>", to: file)
        case .catalog:
            let found = found()
            guard !found.pages.isEmpty else { return nil }
            let first = found.highest + 1
            let kids = found.pages.sorted().map { "\($0) 0 R" }.joined(separator: " ")
            return Self.adding(
                """
                \(first) 0 obj
                <</Type/Pages/Count \(found.pages.count)/Kids[\(kids)]>>
                endobj
                \(first + 1) 0 obj
                <</Type/Catalog/Pages \(first) 0 R>>
                endobj
                trailer
                <</Root \(first + 1) 0 R>>
                """, to: file)
        }
    }

    /// The file with `tail` behind it; an object that was cut off is closed first.
    private static func adding(_ tail: String, to file: ByteView) -> ByteView {
        var bytes: [UInt8] = []
        let end = "\nendstream\nendobj\n\(tail)\nstartxref\n0\n%%EOF\n"
        bytes.reserveCapacity(file.count + end.utf8.count)
        bytes += file.bytes
        bytes += end.utf8
        return ByteView(copying: bytes)
    }
}
