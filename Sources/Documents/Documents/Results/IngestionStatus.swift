public import Basics

/// Why nothing of a file was stored, in the words of results.
public enum IngestionStatus: String, Sendable, CaseIterable {
    /// The file was deleted, or is about to be.
    case skippedReadyDelete = "SKIPPED_READYDELETE"
    /// Another run works on the file.
    case skippedInProgress = "SKIPPED_IN_PROGRESS"
    /// The file is not there, or the system does not give it.
    case errorReadingFile = "ERROR_READING_FILE"
    /// The file is broken, encrypted, over a limit or not in the encoding it should be.
    case invalidContent = "INVALID_CONTENT"
    /// A PDF has fewer than ten words.
    case noValidChunks = "NO_VALID_CHUNKS"
    /// Pages without a text layer could not be read off their pictures.
    case rawTextExtractionFailed = "RAW_TEXT_EXTRACTION_FAILED"
    /// There is nothing to embed: an empty text, a table of a header alone.
    case noChunksToProcess = "NO_CHUNKS_TO_PROCESS"
    /// A film needs a bucket for what is made of it.
    case missingMediaBucket = "MISSING_MEDIA_BUCKET"
    /// What was said in a film could not be had.
    case videoProcessingFailed = "VIDEO_PROCESSING_FAILED"
    /// Nothing is said in a film.
    case noVideoChunks = "NO_VIDEO_CHUNKS"
    /// The model failed, or gave vectors that cannot be used.
    case embeddingFailed = "EMBEDDING_FAILED"
    /// The database failed; what it had of the document is still there.
    case storeFailed = "STORE_FAILED"
    /// A setting is wrong, or a library that the format needs is not there.
    case configurationError = "CONFIGURATION_ERROR"
    /// The fault is the program's or the machine's.
    case internalError = "INTERNAL_ERROR"
    /// The task was asked to end.
    case interrupted = "INTERRUPTED"
    /// A run has no result of a document that it was given; summaries say it.
    case noResult = "NO_RESULT"

    /// What becomes of a document's row after a failure.
    public enum Consequence: Sendable {
        /// The row stays as it is: the document is somebody else's.
        case none
        /// The row is as it was before, as if there had been no attempt: neither the document nor a service is at fault.
        case givenBack
        /// The document is tried again in a later run, as long as it has attempts left.
        case triedAgain
        /// The document is not tried again before it, its sidecar or a person's mind changes.
        case failed
    }

    /// What becomes of the document's row.
    public var consequence: Consequence {
        switch self {
        case .skippedReadyDelete, .skippedInProgress, .noResult: .none
        case .configurationError, .interrupted: .givenBack
        case .invalidContent, .noValidChunks, .noChunksToProcess, .noVideoChunks: .failed
        case .errorReadingFile, .rawTextExtractionFailed, .missingMediaBucket, .videoProcessingFailed, .embeddingFailed,
            .storeFailed, .internalError:
            .triedAgain
        }
    }

    /// Whether the document was passed over, which is not a failure.
    public var isSkip: Bool { self == .skippedReadyDelete || self == .skippedInProgress }

    /// The status of a file whose reading failed with `error`, once the file itself could be opened.
    public init(ofReading error: FdnixError) {
        self =
            switch error.code {
            case .malformedInput, .corrupt: .invalidContent
            case .usage, .notFound: .configurationError
            case .io: .errorReadingFile
            default: .internalError
            }
    }
}
