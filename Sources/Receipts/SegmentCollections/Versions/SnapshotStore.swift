import Basics
import ObjectStorage
import ReceiptCollections
import ReceiptModel
import Segments

/// The versions of a collection in the object store, and the pointer to the one that readers use.
struct SnapshotStore: Sendable {
    let bucket: any ObjectStore
    let keys: SnapshotKeys
    let collection: CollectionName

    /// What the pointer says, and what tells it from a later one.
    struct Pointer: Sendable, Hashable {
        var version: String
        var tag: String
    }

    /// What there is to be read.
    enum Found: Sendable {
        case nothing
        /// A version of segments, whose files have keys that begin so.
        case segments(SnapshotManifest, prefix: String)
        /// A directory of Chroma below a prefix.
        case chroma(ChromaSource, prefix: String)
    }

    /// The archive that a snapshot of Chroma's may be.
    private static let archive = "snapshot.tar.gz"
    /// No manifest is larger: a million segments.
    private static let largestManifest = 256 << 20

    /// The version that readers are led to; nil where there is none.
    func pointer() async throws -> Pointer? {
        guard let (bytes, info) = try await read(keys.pointer, upTo: 4096) else { return nil }
        let name = String(decoding: bytes, as: UTF8.self).trimmed
        // It becomes a part of keys.
        guard !name.isEmpty, !name.contains("/"), name != ".", name != "..", !name.contains(where: \.isNewline) else {
            throw FdnixError(.corrupt, "the pointer \(keys.pointer) names no version")
        }
        return Pointer(version: name, tag: info.tag)
    }

    /// The version that the pointer leads to, or what is read without one. Throws `corrupt` for a version that contradicts
    /// itself or is not there, and `notFound` where the pointer is gone; `known`, a version that readers were led to once,
    /// is asked for only where there is no pointer.
    func find(known: () async -> String?) async throws -> (Found, Pointer?) {
        var before: Pointer?
        while true {
            let pointer = try await pointer()
            guard let pointer else {
                guard try await isWithoutVersions(known: known) else { continue }
                for prefix in [keys.latest, keys.fallback] {
                    if let found = try await look(prefix) { return (found, nil) }
                }
                return (.nothing, nil)
            }
            do {
                if let found = try await look(keys.version(pointer.version)) {
                    if case .segments(let manifest, let prefix) = found, manifest.version != pointer.version {
                        throw FdnixError(
                            .corrupt, "the manifest below \(prefix) is that of version \(manifest.version)")
                    }
                    return (found, pointer)
                }
            } catch let error as FdnixError where error.code == .corrupt && pointer != before {}
            // It may have moved, and its old version been removed, or a part of it, between the two looks.
            guard pointer != before else {
                throw FdnixError(
                    .corrupt, "the pointer \(keys.pointer) leads to the version \(pointer.version), which is not there")
            }
            before = pointer
        }
    }

    func look(_ prefix: String) async throws -> Found? {
        if let manifest = try await manifest(prefix) { return .segments(manifest, prefix: prefix) }
        let source = ChromaSource(bucket, prefix: prefix, archive: Self.archive)
        return try await source.exists() ? .chroma(source, prefix: prefix) : nil
    }

    /// The manifest below a prefix, when the number over all files fits it; nil where there is none.
    func manifest(_ prefix: String) async throws -> SnapshotManifest? {
        guard
            let (bytes, _) = try await read(prefix + SnapshotDirectory.manifestName, upTo: Self.largestManifest)
        else { return nil }
        let manifest = try SnapshotManifest(bytes)
        guard manifest.collection == collection else {
            throw FdnixError(.corrupt, "the manifest below \(prefix) is that of \(manifest.collection.rawValue)")
        }
        guard let (hash, _) = try await read(prefix + SnapshotHash.name, upTo: 1 << 20) else {
            throw FdnixError(.corrupt, "the version below \(prefix) is not whole: \(SnapshotHash.name) is missing")
        }
        try SnapshotHash(manifest).check(hash)
        return manifest
    }

    private func read(_ key: String, upTo limit: Int) async throws -> ([UInt8], ObjectInfo)? {
        do {
            let object = try await bucket.get(key)
            let bytes = try await object.collect(upTo: limit)
            return (bytes, object.info)
        } catch let error as FdnixError where error.code == .notFound { return nil }
    }

    /// Fetches one of a version's files; what has another size or hash throws `corrupt`.
    func download(_ file: WrittenFile, prefix: String, to path: String) async throws {
        let info = try await ObjectTransfer(concurrency: 2).download(
            prefix + file.name, from: bucket, to: path, sha256: file.sha256)
        guard info.size == file.bytes else {
            throw FdnixError(.corrupt, "\(prefix)\(file.name) has another size than its manifest says")
        }
    }
}
