import Basics
import DocumentReaders
import Documents
import JSON
import Logging

/// One file on its way to standard output.
struct ShownFile {
    let path: String
    let settings: DocumentSettings
    let isJSON: Bool

    /// Reads the file and writes its documents as they come. Throws `FileFailure` where nothing of it would be indexed.
    func read(_ pool: ReadingPool) async throws {
        guard let type = DocumentType(contentType: "", key: path), Sidecar.parent(of: path) == nil else {
            // Not a failure: such a file is passed over in a folder too.
            return Terminal.writeToStandardError("\(path): skipped: UNSUPPORTED_TYPE\n".printable())
        }
        do { _ = try MappedFile(path: path) } catch let error as FdnixError {
            throw failure(.errorReadingFile, error.description)
        }
        guard type != .video else {
            throw failure(.videoProcessingFailed, "films are written down by run and task alone")
        }
        let output = DocumentPrinter(
            file: path, type: type, splitter: settings.splitter, sidecar: sidecar(), isJSON: isJSON)
        do {
            try await pool.read(path, as: type, settings.reading, into: ExtractedDocuments(output.print))
        } catch let error as FdnixError where !output.hasFailed {
            throw failure(IngestionStatus(ofReading: error), error.description)
        }
        if type == .pdf, !output.hasWords {
            throw failure(.noValidChunks, "the PDF has fewer than \(WordCount.fewestInPDF) words")
        }
        if output.chunkCount == 0 { throw failure(.noChunksToProcess, "there is no text in it to embed") }
    }

    /// What the file beside this one says of it; nothing, with a warning, where that cannot be read.
    private func sidecar() -> JSONObject {
        let beside = Sidecar.key(of: path)
        guard FileSystem.exists(beside) else { return [:] }
        do { return try Sidecar.parse(try FileSystem.read(beside)) } catch {
            Logger(label: "documents").warning("\(beside) is left out: \(error)")
            return [:]
        }
    }

    private func failure(_ status: IngestionStatus, _ reason: String) -> FileFailure {
        FileFailure(path: path, status: status, reason: reason)
    }
}
