import Basics
import DocumentReaders
import DocumentReadersSamples
import Embedding
import Synchronization
import TestSupport

@testable import Documents

/// Reads pages off their pictures as a test tells it.
final class TestRecognizer: PageRecognizer {
    private let state = Mutex((asked: [[Int]](), fails: false))

    var asked: [[Int]] { state.withLock { $0.asked } }
    func fail() { state.withLock { $0.fails = true } }

    func recognize(_ object: ObjectURI, pages: [Int]) async throws -> [Int: String] {
        try state.withLock { state in
            state.asked.append(pages)
            if state.fails { throw FdnixError(.service, "the job failed") }
        }
        return Dictionary(uniqueKeysWithValues: pages.map { ($0, "read off the picture of page \($0)") })
    }
}

/// Says the same of every film.
struct TestFilms: FilmReader {
    let text: String?
    var isDryRun = false
    func read(_ film: Film) async throws -> ExtractedDocument? {
        text.map { ExtractedDocument(text: Array($0.utf8)) }
    }
}

/// The vectors that texts should have.
struct HashEmbedderReference {
    private let inner: HashEmbedder
    init(dimension: Int) throws { inner = try HashEmbedder(dimension: dimension) }

    func vector(_ text: String) async throws -> [Float] {
        guard case .vector(let numbers) = try await inner.embed([text], purpose: .document)[0] else { return [] }
        return Array(numbers)
    }
}

/// Whether PDFs can be read here.
enum PDFs {
    static func canBeRead(for check: String) -> Bool {
        final class Output: DocumentOutput {
            func append(_ text: UnsafeRawBufferPointer) throws {}
            func append(_ picture: ExtractedPicture) throws {}
            func endDocument(_ details: DocumentDetails) throws {}
        }
        let file = ByteView(copying: PDFMaker(pages: [""]).bytes())
        do {
            try DocumentReading.read(file, as: .pdf, ReadingOptions(), into: Output())
            return true
        } catch {
            Skips.note(check, "\(error)")
            return false
        }
    }
}
