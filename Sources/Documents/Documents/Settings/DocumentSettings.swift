import Basics
public import DocumentReaders
public import Settings
public import TextSplitting

/// How documents are read and cut, as environment variables say.
public struct DocumentSettings: Sendable {
    /// Who reads pages that have no text layer.
    public enum Recognition: String, Sendable, CaseIterable {
        /// Amazon Textract, which is given the object.
        case textract
        /// Tesseract, in the child that reads the file.
        case tesseract
        /// Nobody: such pages are told of in the result.
        case none
    }

    /// How files are read: `DOCUMENT_CHARSETS`, `CONCAT_CSV_ROWS` and `OCR_LANGUAGES`.
    public var reading: ReadingOptions
    /// How texts are cut: `CHUNK_SIZE_DOC_SPLIT` and `OVERLAP_FOR_DOC_SPLIT`.
    public var splitter: RecursiveTextSplitter
    /// Who reads pages without a text layer: `OCR_PROVIDER`.
    public var recognition: Recognition

    /// Reads the variables for a program that has the file at hand, which Textract has not. Throws `usage` that names all
    /// that are wrong.
    public init(_ settings: Settings) throws {
        var settings = settings
        self.init(&settings, .local, LocalTools(hasTesseract: true))
        if recognition == .textract {
            settings.problem("OCR_PROVIDER is textract, which reads objects of S3: use tesseract or none")
        }
        try settings.check()
    }

    /// Reads the variables; what is wrong is added to the problems of `settings`.
    public init(_ settings: inout Settings, _ backend: CloudSettings.Backend, _ tools: LocalTools) {
        let size = settings.int("CHUNK_SIZE_DOC_SPLIT", default: Self.usual.size, 1 ... .max)
        let overlap = settings.int("OVERLAP_FOR_DOC_SPLIT", default: Self.usual.overlap, 0 ... .max)
        let charsets = settings.choice(
            "DOCUMENT_CHARSETS", default: .strict, CharsetPolicy.init(rawValue:),
            accepted: CharsetPolicy.allCases.map(\.rawValue).joined(separator: ", "))
        let concatenatesRecords = settings.bool("CONCAT_CSV_ROWS", default: false)
        recognition = settings.choice(
            "OCR_PROVIDER", default: backend == .aws ? .textract : tools.hasTesseract ? .tesseract : .none,
            Recognition.init(rawValue:), accepted: Recognition.allCases.map(\.rawValue).joined(separator: ", "))
        if let splitter = try? RecursiveTextSplitter(size: size, overlap: overlap) {
            self.splitter = splitter
        } else {
            settings.problem(
                "OVERLAP_FOR_DOC_SPLIT is \(overlap) and CHUNK_SIZE_DOC_SPLIT \(size): use a smaller overlap")
            splitter = Self.usual
        }
        reading = ReadingOptions(
            charsets: charsets, concatenatesRecords: concatenatesRecords,
            recognitionLanguages: recognition == .tesseract ? settings.string("OCR_LANGUAGES") ?? "eng" : nil)
    }

    private static let usual = RecursiveTextSplitter.usual
}
