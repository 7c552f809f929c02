/// How files are read.
public struct ReadingOptions: Sendable {
    /// What is done with texts that are not UTF-8.
    public var charsets: CharsetPolicy
    /// Whether a table is one document instead of one a record.
    public var concatenatesRecords: Bool
    /// Whether pictures are taken out and leave a token.
    public var extractsPictures: Bool
    /// The languages of pages that are read off their pictures, as tesseract names them (`eng`, `eng+deu`); nil where such
    /// pages are left unread.
    public var recognitionLanguages: String?
    /// Seconds on a processor, of all that the process does, after which pages are not read off their pictures any more;
    /// nil where that may take any time.
    var recognitionSeconds: Int?

    /// Options for one file.
    public init(
        charsets: CharsetPolicy = .strict, concatenatesRecords: Bool = false, extractsPictures: Bool = true,
        recognitionLanguages: String? = nil
    ) {
        self.charsets = charsets
        self.concatenatesRecords = concatenatesRecords
        self.extractsPictures = extractsPictures
        self.recognitionLanguages = recognitionLanguages
    }
}
