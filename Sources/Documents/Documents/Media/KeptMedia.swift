public import ObjectStorage

/// A picture or frame of a document, on its way to the bucket where it is kept.
public struct KeptMedia: Sendable {
    /// The bytes, or the file that has them.
    public var content: ObjectContent
    /// The SHA-256 of the bytes, in hexadecimal.
    public var sha256: String
    /// The kind of file, in small letters: `png`.
    public var fileExtension: String
    /// What links to it are: `image`, `video-image`.
    public var linkType: String

    /// A picture with all that is to be known of it.
    public init(_ content: ObjectContent, sha256: String, fileExtension: String, linkType: String) {
        self.content = content
        self.sha256 = sha256
        self.fileExtension = fileExtension
        self.linkType = linkType
    }

    /// The media type of files of its kind.
    var contentType: String { Self.contentTypes[fileExtension] ?? "application/octet-stream" }

    private static let contentTypes = [
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "svg": "image/svg+xml", "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff",
    ]
}

extension DocumentCloud {
    /// Keeps `media` of a document in the bucket of this name, where it is not there already; gives the five characters
    /// that stand for it in texts. Throws what the bucket and the table of links throw.
    public func keep(_ media: KeptMedia, of uri: String, in name: String) async throws -> String {
        let store = bucket(name)
        let key = try MediaFolder.key(sha256: media.sha256, extension: media.fileExtension, in: uri)
        if try await store.head(key) == nil {
            try await store.put(key, media.content, PutOptions(contentType: media.contentType))
        }
        return try await links.link(LinksTable.address(bucket: name, key: key), type: media.linkType, of: uri)
    }
}
