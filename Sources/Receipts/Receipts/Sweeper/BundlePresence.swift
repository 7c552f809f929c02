import Basics
import ObjectStorage
import Segments

/// Tells whether a bundle is still there, without reading its records.
struct BundlePresence: Sendable {
    let bucket: any ObjectStore

    /// The most bytes of a manifest.
    private static let limit = 1 << 16

    /// Whether there is anything under the prefix that a compactor could merge, or refuse: ours with its records, or one of
    /// Chroma's. The prefix may be an address, `s3://bucket/prefix/`.
    func isThere(_ prefix: String) async throws -> Bool {
        let prefix = Self.key(prefix)
        guard let manifest = try await read(prefix + DeltaManifest.name) else {
            for name in ["delta.tar.gz", "chroma.sqlite3"] where try await bucket.head(prefix + name) != nil {
                return true
            }
            return false
        }
        guard let payload = (try? DeltaManifest(manifest))?.payload else { return true }
        return try await bucket.head(prefix + payload.name) != nil
    }

    private func read(_ key: String) async throws -> [UInt8]? {
        do { return try await bucket.get(key).collect(upTo: Self.limit) } catch let error as FdnixError
            where error.code == .notFound
        { return nil }
    }

    private static func key(_ prefix: String) -> String {
        var key = prefix[...]
        if let scheme = key.firstRange(of: "s3://"), scheme.lowerBound == key.startIndex {
            key = key[scheme.upperBound...].drop { $0 != "/" }.dropFirst()
        }
        return key.isEmpty || key.hasSuffix("/") ? String(key) : key + "/"
    }
}
