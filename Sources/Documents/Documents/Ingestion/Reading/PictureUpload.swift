import Basics
import DocumentReaders
import ObjectStorage

/// Keeps the pictures of a document in the bucket of media, and puts into the text by which names they are found.
struct PictureUpload {
    let uri: String
    let bucket: String
    let cloud: DocumentCloud
    let log: EventLog

    /// Uploads the pictures of `document`, several at once, and completes their tokens. A picture that cannot be kept is a
    /// warning. Throws `IngestionFailure` where the text cannot be written, and `CancellationError`.
    func keepPictures(of document: inout ReadDocument) async throws {
        var names: [Int: String] = [:]
        var waiting = Array(document.pictures.enumerated())[...]
        try await concurrently(width: Self.concurrency) {
            waiting.popFirst()
        } body: { index, picture in
            (index, try await keep(picture))
        } take: { index, name in
            names[index] = name
        }
        for (index, picture) in document.pictures.enumerated() {
            guard let name = names[index] else {
                document.hasLostPictures = true
                continue
            }
            for offset in picture.offsets {
                let place = offset + ExtractedPicture.identifierRange.lowerBound
                guard place + name.utf8.count <= document.text.count else { continue }
                try document.text.overwrite(Array(name.utf8), at: place)
            }
        }
    }

    /// The name of a picture that is in the bucket; nil where it could not be kept.
    private func keep(_ picture: SpooledPicture) async throws -> String? {
        let media = KeptMedia(
            .file(picture.path), sha256: picture.sha256, fileExtension: picture.fileExtension, linkType: "image")
        do { return try await cloud.keep(media, of: uri, in: bucket) } catch is CancellationError {
            throw CancellationError()
        } catch {
            log.warning("a picture is left out of the text, as it could not be kept: \(error)")
            return nil
        }
    }

    private static let concurrency = 4
}
