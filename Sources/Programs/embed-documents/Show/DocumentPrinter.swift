import Basics
import DocumentReaders
import Documents
import JSON
import TextSplitting

/// Writes the documents of a file to standard output, one after the other, and keeps what is asked of the whole file.
final class DocumentPrinter {
    private let file: String
    private let type: DocumentType
    private let splitter: RecursiveTextSplitter
    private let sidecar: JSONObject
    private let isJSON: Bool
    private var documentCount = 0
    /// How many chunks there were so far.
    private(set) var chunkCount = 0
    /// Whether a document had as many words as a PDF must have.
    private(set) var hasWords = false
    /// Whether standard output, not the file, was at fault.
    private(set) var hasFailed = false

    init(file: String, type: DocumentType, splitter: RecursiveTextSplitter, sidecar: JSONObject, isJSON: Bool) {
        self.file = file
        self.type = type
        self.splitter = splitter
        self.sidecar = sidecar
        self.isJSON = isJSON
    }

    /// Writes one document. Throws as `StandardOutput` does.
    func print(_ document: ExtractedDocument) throws {
        documentCount += 1
        if !hasWords {
            hasWords = WordCount.reaches(WordCount.fewestInPDF, in: String(decoding: document.text, as: UTF8.self))
        }
        let shown = ShownDocument(
            file: file, type: type, number: documentCount, document: document, chunks: document.chunks(splitter),
            firstChunk: chunkCount, sidecar: sidecar)
        chunkCount += shown.chunks.count
        do {
            var output = StandardOutput()
            if isJSON { try shown.writeJSON(to: &output) } else { try shown.writeText(to: &output) }
            try output.flush()
        } catch {
            hasFailed = true
            throw error
        }
    }
}
