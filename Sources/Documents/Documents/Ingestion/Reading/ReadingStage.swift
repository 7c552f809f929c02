import Basics
import DocumentReaders
import JSON

/// Turns a file into chunks on disk.
struct ReadingStage {
    /// What is known of a file that was read.
    struct Extraction: Sendable {
        var chunks = 0
        var pages: Int?
        var pagesWithoutText: [Int] = []
    }

    let environment: IngestionEnvironment
    let uri: String
    let folder: WorkingFolder
    let log: EventLog
    let metrics: IngestionMetrics

    /// Reads the file at `path` and adds its chunks to `spool`. Throws `IngestionFailure`.
    func read(_ path: String, _ type: DocumentType, object: ObjectURI?, into spool: ChunkSpool) async throws
        -> Extraction
    {
        let media = environment.cloud.mediaBucket
        var options = environment.documents.reading
        options.extractsPictures = media != nil
        if media == nil, type.hasPictures { log.warning("MEDIA_BUCKET_NAME is not set: pictures are left out") }
        let recognizer = object == nil ? nil : environment.recognizer
        var tally = ReadingTally()
        var waiting: [ReadDocument] = []
        let intake = DocumentIntake(folder) { document in
            tally.add(document.details)
            let needsRecognition = recognizer != nil && !document.details.pagesWithoutText.isEmpty
            guard document.pictures.isEmpty, !needsRecognition else { return waiting.append(document) }
            try tally.addWords(of: document, type)
            try spool.append(document)
        }
        do {
            try await environment.readers.read(path, as: type, options, into: intake)
        } catch let error as FdnixError {
            throw IngestionFailure(IngestionStatus(ofReading: error), error)
        } catch {
            throw IngestionFailure(.internalError, error)
        }
        for var document in waiting {
            if let object, let recognizer, !document.details.pagesWithoutText.isEmpty {
                try await recognize(&document, object, recognizer)
                tally.extraction.pagesWithoutText = document.details.pagesWithoutText
            }
            if let media, !document.pictures.isEmpty {
                let upload = PictureUpload(uri: uri, bucket: media, cloud: environment.cloud, log: log)
                try await IngestionFailure.mapping(.internalError) { try await upload.keepPictures(of: &document) }
            }
            try IngestionFailure.rethrowing(.internalError) {
                try tally.addWords(of: document, type)
                try spool.append(document)
            }
        }
        try IngestionFailure.rethrowing(.internalError) { try spool.finish() }
        tally.tell(log)
        if type == .pdf, !tally.hasWords {
            throw IngestionFailure(.noValidChunks, "the PDF has fewer than \(WordCount.fewestInPDF) words")
        }
        tally.extraction.chunks = spool.count
        return tally.extraction
    }

    /// Puts the texts of pages into a document that a service reads off their pictures.
    private func recognize(
        _ document: inout ReadDocument, _ object: ObjectURI, _ recognizer: any PageRecognizer
    ) async throws {
        let wanted = document.details.pagesWithoutText
        let texts = try await IngestionFailure.mapping(.rawTextExtractionFailed) {
            try await recognizer.recognize(object, pages: wanted)
        }
        metrics.countRecognizedPages(wanted.count)
        let details = document.details
        try IngestionFailure.rethrowing(.internalError) {
            let pages = try document.text.withBytes { RecognizedPages($0, details, pages: texts) }
            let text = DocumentText(spillingTo: folder.file("text-recognized"))
            try pages.text.withUnsafeBytes { try text.append($0) }
            document.text = text
            document.details = pages.details
        }
    }
}

/// What is summed up over the documents of a file.
struct ReadingTally {
    var extraction = ReadingStage.Extraction()
    private(set) var hasWords = false
    private var documents = 0
    private var replacedCharacters = 0
    private var problem: String?

    /// Notes what a file says of one of its documents.
    mutating func add(_ details: DocumentDetails) {
        documents += 1
        replacedCharacters += details.replacedCharacters
        problem = problem ?? details.recognitionProblem
        if let pages = details.pageCount { extraction.pages = (extraction.pages ?? 0) + pages }
        extraction.pagesWithoutText += details.pagesWithoutText
    }

    /// Looks whether a PDF has enough words. Throws `io`.
    mutating func addWords(of document: ReadDocument, _ type: DocumentType) throws {
        guard type == .pdf, !hasWords else { return }
        hasWords = try document.text.withBytes { bytes in
            // Nearly always the first page is enough.
            [4096, bytes.count].contains { length in
                WordCount.reaches(WordCount.fewestInPDF, in: String(decoding: bytes.prefix(length), as: UTF8.self))
            }
        }
    }

    /// Tells what was found.
    func tell(_ log: EventLog) {
        if let problem { log.warning("pages could not be read off their pictures: \(problem)") }
        var fields: JSONObject = ["documents": .integer(Int64(documents))]
        fields["pages"] = extraction.pages.map { .integer(Int64($0)) }
        if !extraction.pagesWithoutText.isEmpty {
            fields["pages_without_text"] = .integer(Int64(extraction.pagesWithoutText.count))
        }
        if replacedCharacters > 0 { fields["replaced_characters"] = .integer(Int64(replacedCharacters)) }
        log.event(.extracted, fields)
    }
}

extension DocumentType {
    /// Whether files of the kind may have pictures that are kept.
    fileprivate var hasPictures: Bool {
        switch self {
        case .docx, .pptx, .odt, .epub: true
        case .text, .csv, .html, .markdown, .pdf, .video: false
        }
    }
}
