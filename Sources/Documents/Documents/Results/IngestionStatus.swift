public import Basics

/// Why nothing of a file was stored, in the words of results.
public enum IngestionStatus: String, Sendable {
    /// The file is not there, or the system does not give it.
    case errorReadingFile = "ERROR_READING_FILE"
    /// The file is broken, encrypted, over a limit or not in the encoding it should be.
    case invalidContent = "INVALID_CONTENT"
    /// A PDF has fewer than ten words.
    case noValidChunks = "NO_VALID_CHUNKS"
    /// There is nothing to embed: an empty text, a table of a header alone.
    case noChunksToProcess = "NO_CHUNKS_TO_PROCESS"
    /// What was said in a film could not be had.
    case videoProcessingFailed = "VIDEO_PROCESSING_FAILED"
    /// A setting is wrong, or a library that the format needs is not there.
    case configurationError = "CONFIGURATION_ERROR"
    /// The fault is the program's or the machine's.
    case internalError = "INTERNAL_ERROR"

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
