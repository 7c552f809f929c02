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
        let folder = try MediaFolder.prefix(of: uri)
        var names: [Int: String] = [:]
        try await withThrowingTaskGroup(of: (Int, String?).self) { group in
            var waiting = Array(document.pictures.enumerated())[...]
            func start() {
                guard let (index, picture) = waiting.popFirst() else { return }
                group.addTask { (index, try await keep(picture, folder)) }
            }
            for _ in 0..<Self.concurrency { start() }
            while let (index, name) = try await group.next() {
                names[index] = name
                start()
            }
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
    private func keep(_ picture: SpooledPicture, _ folder: String) async throws -> String? {
        let store = cloud.bucket(bucket)
        let key = "\(folder)\(picture.sha256.prefix(32)).\(picture.fileExtension)"
        do {
            if try await store.head(key) == nil {
                let type = Self.contentTypes[picture.fileExtension] ?? "application/octet-stream"
                try await store.put(key, .file(picture.path), PutOptions(contentType: type))
            }
            return try await cloud.links.link(LinksTable.address(bucket: bucket, key: key), type: "image", of: uri)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            log.warning("a picture is left out of the text, as it could not be kept: \(error)")
            return nil
        }
    }

    private static let concurrency = 4
    private static let contentTypes = [
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "svg": "image/svg+xml", "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff",
    ]
}
