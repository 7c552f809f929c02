import ArgumentParser
import Basics
import DocumentReaders
import Documents
import Settings

/// `embed-documents show`: what would be indexed of files.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print what would be indexed of files: text, chunks, metadata.",
        discussion: """
            The kind of a file is told by its extension: txt csv html htm md pdf docx pptx odt epub. \
            What FILE.metadata.json says beside a file enters its metadata. \
            A file that cannot be read is a line on standard error with its status, such as INVALID_CONTENT; the others \
            are shown.

            With --json, each document is one line (a table has one document a row, other files one): an object with \
            file, contentType, document (its number in the file, from 1), title, pageCount, pagesWithoutText, \
            recognitionProblem, replacedCharacters, metadata (an object), pictures (fileExtension, bytes and offsets of \
            each), text, and chunks: chunk_index (from 0, counted through the file), offset, page, page_end, \
            section_header, content_hash and text of each. Offsets are bytes of the text's UTF-8. What is not known is \
            null.

            Variables: CHUNK_SIZE_DOC_SPLIT, OVERLAP_FOR_DOC_SPLIT, CONCAT_CSV_ROWS (true: a table is one document), \
            DOCUMENT_CHARSETS (strict, detect), OCR_PROVIDER (tesseract, none), OCR_LANGUAGES.
            """)

    @Argument(help: "The files.")
    var files: [String]
    @Flag(help: "Print a JSON object for each document, one a line.")
    var json = false
    @Option(help: "The most code points of a chunk (CHUNK_SIZE_DOC_SPLIT; default 1000).")
    var chunkSize: String?
    @Option(help: "The most code points that a chunk shares with the one before (OVERLAP_FOR_DOC_SPLIT; default 200).")
    var chunkOverlap: String?
    @Option(
        help: ArgumentHelp(
            "Languages of scanned pages, as eng+deu, or none to leave such pages unread (OCR_LANGUAGES; default eng).",
            valueName: "languages"))
    var ocr: String?

    func run() async throws {
        let settings = try DocumentSettings(Settings(variables()))
        let pool = ReadingPool(width: 1)
        var failures = 0
        for file in files {
            let shown = ShownFile(path: file, settings: settings, isJSON: json)
            do {
                try await shown.read(pool)
            } catch let failure as FileFailure {
                Terminal.writeToStandardError("\(failure)\n")
                failures += 1
            }
        }
        if failures > 0 { throw ExitCode.failure }
    }

    /// The environment with what the command line says over it.
    private func variables() -> [String: String] {
        var variables = ProcessEnvironment.current
        if let chunkSize { variables["CHUNK_SIZE_DOC_SPLIT"] = chunkSize }
        if let chunkOverlap { variables["OVERLAP_FOR_DOC_SPLIT"] = chunkOverlap }
        if let ocr {
            variables["OCR_PROVIDER"] = ocr == "none" ? "none" : "tesseract"
            variables["OCR_LANGUAGES"] = ocr
        }
        return variables
    }
}
