import Basics
import Digests
public import ObjectStorage

/// Where the pictures and frames of a document lie in the media bucket.
public enum MediaFolder {
    /// What the keys of all of them begin with: 16 digits of the SHA-256 of the document's address, and a slash.
    public static func prefix(of uri: String) throws -> String {
        try Digest.hash(.sha256, Array(uri.utf8)).prefix(8).hexadecimal + "/"
    }

    /// The key of a picture or frame: 32 digits of the SHA-256 of its bytes, so that the same one has one key.
    public static func key(of bytes: [UInt8], extension ext: String, in uri: String) throws -> String {
        "\(try prefix(of: uri))\(try Digest.hash(.sha256, bytes).prefix(16).hexadecimal).\(ext)"
    }

    /// Removes the pictures and frames of a document; gives how many there were. Throws what the store throws.
    @discardableResult
    public static func remove(of uri: String, in media: any ObjectStore) async throws -> Int {
        var keys: [String] = []
        for try await object in media.objects(prefix: try prefix(of: uri)) { keys.append(object.key) }
        if !keys.isEmpty { try await media.delete(keys) }
        return keys.count
    }
}
