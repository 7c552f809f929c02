import Basics
import DocumentReaders
import Documents
import Settings
import Testing
import TextSplitting

@Suite struct DocumentSettingsTests {
    @Test func defaults() throws {
        let settings = try DocumentSettings(Settings([:]))
        #expect(settings.splitter.size == 1000)
        #expect(settings.splitter.overlap == 200)
        #expect(settings.reading.charsets == .strict)
        #expect(!settings.reading.concatenatesRecords)
        #expect(settings.reading.recognitionLanguages == "eng")
    }

    @Test func variables() throws {
        let settings = try DocumentSettings(
            Settings([
                "CHUNK_SIZE_DOC_SPLIT": "50", "OVERLAP_FOR_DOC_SPLIT": "10", "CONCAT_CSV_ROWS": "true",
                "DOCUMENT_CHARSETS": "detect", "OCR_PROVIDER": "tesseract", "OCR_LANGUAGES": "eng+deu",
            ]))
        #expect(settings.splitter.size == 50)
        #expect(settings.splitter.overlap == 10)
        #expect(settings.reading.charsets == .detect)
        #expect(settings.reading.concatenatesRecords)
        #expect(settings.reading.recognitionLanguages == "eng+deu")
        #expect(try DocumentSettings(Settings(["OCR_PROVIDER": "none"])).reading.recognitionLanguages == nil)
    }

    @Test func everyProblemIsNamed() {
        let error = #expect(throws: FdnixError.self) {
            try DocumentSettings(
                Settings([
                    "CHUNK_SIZE_DOC_SPLIT": "0", "OVERLAP_FOR_DOC_SPLIT": "x", "DOCUMENT_CHARSETS": "latin",
                    "OCR_PROVIDER": "eyes", "CONCAT_CSV_ROWS": "maybe",
                ]))
        }
        #expect(error?.code == .usage)
        for name in [
            "CHUNK_SIZE_DOC_SPLIT", "OVERLAP_FOR_DOC_SPLIT", "DOCUMENT_CHARSETS", "OCR_PROVIDER", "CONCAT_CSV_ROWS",
        ] {
            #expect(error?.message.contains(name) == true)
        }
        #expect(throws: FdnixError.self) { try DocumentSettings(Settings(["OVERLAP_FOR_DOC_SPLIT": "1000"])) }
    }

    @Test func failuresHaveStatuses() {
        #expect(IngestionStatus(ofReading: FdnixError(.malformedInput, "")) == .invalidContent)
        #expect(IngestionStatus(ofReading: FdnixError(.notFound, "")) == .configurationError)
        #expect(IngestionStatus(ofReading: FdnixError(.childProcess, "")) == .internalError)
    }
}
