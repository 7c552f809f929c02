import Basics
public import DocumentReaders
public import Settings
public import TextSplitting

/// How documents are read and cut, as environment variables say.
public struct DocumentSettings: Sendable {
    /// How files are read: `DOCUMENT_CHARSETS`, `CONCAT_CSV_ROWS`, `OCR_PROVIDER` and `OCR_LANGUAGES`.
    public var reading: ReadingOptions
    /// How texts are cut: `CHUNK_SIZE_DOC_SPLIT` and `OVERLAP_FOR_DOC_SPLIT`.
    public var splitter: RecursiveTextSplitter

    /// Reads the variables. Throws `usage` that names all that are wrong.
    public init(_ settings: Settings) throws {
        var settings = settings
        let size = settings.int("CHUNK_SIZE_DOC_SPLIT", default: 1000, 1 ... .max)
        let overlap = settings.int("OVERLAP_FOR_DOC_SPLIT", default: 200, 0 ... .max)
        let charsets = settings.choice(
            "DOCUMENT_CHARSETS", default: .strict, CharsetPolicy.init(rawValue:),
            accepted: CharsetPolicy.allCases.map(\.rawValue).joined(separator: ", "))
        let concatenatesRecords = settings.bool("CONCAT_CSV_ROWS", default: false)
        let recognizes = settings.choice(
            "OCR_PROVIDER", default: true, { ["tesseract": true, "none": false][$0] }, accepted: "tesseract, none")
        if overlap >= size {
            settings.problem(
                "OVERLAP_FOR_DOC_SPLIT is \(overlap) and CHUNK_SIZE_DOC_SPLIT \(size): use a smaller overlap")
        }
        try settings.check()
        splitter = try RecursiveTextSplitter(size: size, overlap: overlap)
        reading = ReadingOptions(
            charsets: charsets, concatenatesRecords: concatenatesRecords,
            recognitionLanguages: recognizes ? settings.string("OCR_LANGUAGES") ?? "eng" : nil)
    }
}
