import Basics
import DocumentReaders

/// Keeps what readers find, for tests.
final class Collector: DocumentOutput {
    struct Document {
        var text: String
        var details: DocumentDetails
        var pictures: [ExtractedPicture]
    }

    private(set) var documents: [Document] = []
    private var text: [UInt8] = []
    private var pictures: [ExtractedPicture] = []

    func append(_ text: UnsafeRawBufferPointer) throws { self.text += text }

    func append(_ picture: ExtractedPicture) throws { pictures.append(picture) }

    func endDocument(_ details: DocumentDetails) throws {
        guard let text = String(validating: text, as: UTF8.self), !text.utf8.contains(0) else {
            throw FdnixError(.corrupt, "a reader gave a text that is not valid")
        }
        documents.append(Document(text: text, details: details, pictures: pictures))
        self.text = []
        pictures = []
    }

    /// The documents of a file.
    static func read(
        _ bytes: [UInt8], _ type: DocumentType, _ options: ReadingOptions = ReadingOptions()
    ) throws -> [Document] {
        let collector = Collector()
        try DocumentReading.read(ByteView(copying: bytes), as: type, options, into: collector)
        return collector.documents
    }
}
