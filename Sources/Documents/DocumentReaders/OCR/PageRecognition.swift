import Basics

/// Reads pages without a text layer, where it was asked for and can be done; the engine starts with the first of them.
final class PageRecognition {
    private let languages: String?
    private let seconds: Int?
    private let limits: PDFLimits
    private var engine: TesseractEngine?
    /// Why pages are not read; nil where they are, or nobody asked.
    private(set) var problem: String?

    init(_ options: ReadingOptions, _ limits: PDFLimits) {
        languages = options.recognitionLanguages
        seconds = options.recognitionSeconds
        self.limits = limits
    }

    /// The text on the picture of a page, nil where it cannot be read.
    func text(of page: PDFPage) -> [UInt8]? {
        guard let languages, problem == nil else { return nil }
        if let seconds, ResourceUsage.processorSeconds >= Double(seconds) {
            problem = "reading pages off their pictures took more than \(seconds) s; split the file to have all read"
            return nil
        }
        guard let picture = PagePicture(page, limits), !picture.isBlank else { return nil }
        do throws(FdnixError) {
            if engine == nil { engine = try TesseractEngine(languages: languages) }
        } catch {
            problem = error.message
        }
        return engine?.text(of: picture)
    }
}
