import Basics
import Digests
import DocumentReaders

/// A document as a reader found it, with what is large on disk.
struct ReadDocument {
    var text: DocumentText
    var details: DocumentDetails
    var pictures: [SpooledPicture] = []
    /// Whether a token of a picture that could not be kept may stand in the text.
    var hasLostPictures = false
}

/// A picture of a document, on disk.
struct SpooledPicture: Sendable {
    /// Where its tokens begin, in bytes of the document's UTF-8.
    var offsets: [Int]
    /// The kind of file, in small letters.
    var fileExtension: String
    /// The SHA-256 of its bytes, in hexadecimal.
    var sha256: String
    /// Where the bytes are.
    var path: String
}

/// Puts the pieces together that a reader finds, and hands each document on when it is whole; long texts and pictures go to
/// disk.
final class DocumentIntake: DocumentOutput {
    private let folder: WorkingFolder
    private let take: (ReadDocument) throws -> Void
    private var text: DocumentText
    private var pictures: [SpooledPicture] = []
    private var number = 0

    /// Gives each document to `take`. What that throws, and what goes wrong with the disk, ends the reading as an
    /// `IngestionFailure`, so that it is not taken for a fault of the file.
    init(_ folder: WorkingFolder, _ take: @escaping (ReadDocument) throws -> Void) {
        self.folder = folder
        self.take = take
        text = DocumentText(spillingTo: folder.file("text-0"))
    }

    func append(_ text: UnsafeRawBufferPointer) throws {
        try IngestionFailure.rethrowing(.internalError) { try self.text.append(text) }
    }

    func append(_ picture: ExtractedPicture) throws {
        let spooled = try IngestionFailure.rethrowing(.internalError) { () throws -> SpooledPicture in
            let sha256 = try Digest.hash(.sha256, picture.bytes).hexadecimal
            let path = folder.file("picture-\(sha256)")
            if !FileSystem.exists(path) {
                let writer = try FileWriter(creating: path)
                try picture.bytes.withUnsafeBytes { try writer.write($0) }
                try writer.close()
            }
            return SpooledPicture(
                offsets: picture.offsets, fileExtension: picture.fileExtension, sha256: sha256, path: path)
        }
        pictures.append(spooled)
    }

    func endDocument(_ details: DocumentDetails) throws {
        let document = ReadDocument(text: text, details: details, pictures: pictures)
        number += 1
        text = DocumentText(spillingTo: folder.file("text-\(number)"))
        pictures = []
        try IngestionFailure.rethrowing(.internalError) { try take(document) }
    }
}
