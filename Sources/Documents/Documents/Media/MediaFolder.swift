import Basics
import Digests
public import ObjectStorage

/// Where what is made of a document lies in the media bucket: pictures, frames, transcripts.
public enum MediaFolder {
    /// What the keys of its pictures and frames begin with: 16 digits of the SHA-256 of its address, and a slash.
    public static func prefix(of uri: String) throws -> String { try name(of: uri) + "/" }

    /// The key of a picture or frame: 32 digits of the SHA-256 of its bytes, so that the same one has one key. `sha256` is
    /// all of it, in hexadecimal.
    public static func key(sha256: String, extension ext: String, in uri: String) throws -> String {
        "\(try prefix(of: uri))\(sha256.prefix(32)).\(ext)"
    }

    /// The key of a transcript that the job of this name writes: it must begin with `jobPrefix(of: uri)`.
    public static func transcriptKey(job: String) -> String { "transcripts/\(job)" }

    /// What the names of jobs that write the document's transcripts begin with.
    public static func jobPrefix(of uri: String) throws -> String { "\(try name(of: uri))-" }

    /// Removes all of it; gives how many objects there were. Throws what the store throws.
    @discardableResult
    public static func remove(of uri: String, in media: any ObjectStore) async throws -> Int {
        var keys: [String] = []
        for prefix in [try prefix(of: uri), transcriptKey(job: try jobPrefix(of: uri))] {
            for try await object in media.objects(prefix: prefix) { keys.append(object.key) }
        }
        if !keys.isEmpty { try await media.delete(keys) }
        return keys.count
    }

    private static func name(of uri: String) throws -> String {
        try Digest.hash(.sha256, Array(uri.utf8)).prefix(8).hexadecimal
    }
}
