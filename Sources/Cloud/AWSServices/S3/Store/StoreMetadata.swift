import Basics
import ObjectStorage

/// What the store itself keeps in the metadata of objects, under names of its own.
enum StoreMetadata {
    /// The SHA-256 of the whole object in hexadecimal, where it was known before the object was sent: S3 keeps none of
    /// uploads in parts, and other servers none at all.
    static let sha256 = "fdnix-store-sha256"
    /// The size of the first parts (`PartPlan`), so that a reader knows what the checksum of the parts' checksums is of.
    static let partSize = "fdnix-store-part-size"
    /// A random name of the put that wrote the object: who wrote it and lost the answer knows it again by this.
    static let write = "fdnix-store-write"

    static func isOwn(_ name: String) -> Bool { name.hasPrefix("fdnix-store-") }
}

extension S3Head {
    /// What the head tells of the object `key`.
    func info(_ key: String) -> ObjectInfo {
        ObjectInfo(
            key: key, size: size, tag: tag, modified: modified, sha256: sha256, contentType: contentType,
            contentEncoding: contentEncoding, metadata: metadata.filter { !StoreMetadata.isOwn($0.key) })
    }

    private var sha256: String? {
        if let own = metadata[StoreMetadata.sha256] { return own }
        // One with the number of parts at its end is made of those of the parts.
        guard let checksum, let bytes = Base64.decode(checksum), bytes.count == 32 else { return nil }
        return bytes.hexadecimal
    }
}
