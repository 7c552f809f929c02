/// How much of a PDF is read.
struct PDFLimits: Sendable {
    /// The most pages.
    var pages = 100_000
    /// The most characters of one page; what is over is left out, as no one reads it on paper.
    var charactersPerPage = 2_000_000
    /// The most bytes of text of the whole file.
    var textBytes = 512 << 20
    /// The most pixels of a page's picture; a larger page is drawn with fewer dots an inch.
    var pixels = 40_000_000
    /// Dots an inch of a page's picture.
    var resolution = 300.0
}
