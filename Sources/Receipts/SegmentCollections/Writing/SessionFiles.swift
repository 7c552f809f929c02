import Basics
import ReceiptCollections
import Segments
import Synchronization

/// The files that a new version is made of and from: new ones in a folder of their own, those of the base wherever they are at
/// hand, else fetched.
final class SessionFiles: Sendable {
    /// Where new files and fetched ones lie.
    let folder: WorkingFolder
    private let collection: SegmentCollection
    private let base = Mutex<(version: BaseVersion, nearby: SnapshotDirectory?)>((BaseVersion(), nil))

    private static let folderPrefix = "receipts-compaction-"

    init(_ collection: SegmentCollection) throws {
        self.collection = collection
        folder = try WorkingFolder(in: collection.settings.temporaryDirectory, prefix: Self.folderPrefix)
    }

    /// Goes on from a base.
    func begin(_ version: BaseVersion) async {
        let nearby = await collection.cache.nearby()
        base.withLock { $0 = (version, nearby) }
    }

    /// Where a file lies that was written or fetched here, or converted.
    func path(of file: WrittenFile) -> String {
        let path = folder.file(file.name)
        guard let conversion = base.withLock(\.version.conversion), !FileSystem.exists(path) else { return path }
        return conversion.folder.file(file.name)
    }

    /// Opens the files of a part of the base. Throws as `open(_:)` does.
    func open(_ files: [WrittenFile]) async throws -> [Segment] {
        var segments: [Segment] = []
        for file in files { segments.append(try await open(file)) }
        return segments
    }

    /// Opens a file of the base. Throws what the store throws, and `corrupt` for other bytes than the manifest says.
    func open(_ file: WrittenFile) async throws -> Segment {
        let own = path(of: file)
        if FileSystem.size(of: own) == file.bytes { return try Segment(path: own) }
        let (version, nearby) = base.withLock { $0 }
        // Its name has a part of its hash, and it was checked when it came there.
        if let nearby, nearby.manifest.entries.contains(where: { $0.file == file }) {
            if let segment = try? nearby.open(file) { return segment }
        }
        guard let prefix = version.prefix else {
            throw FdnixError(.notFound, "the segment \(file.name) is nowhere to be found")
        }
        try await collection.store.download(file, prefix: prefix, to: folder.file(file.name))
        return try Segment(path: folder.file(file.name))
    }

    /// The same records in twice as many parts.
    func resharded(_ manifest: SnapshotManifest) async throws -> SnapshotManifest {
        let halves = try await manifest.entries.concurrentMap(limit: 2) { entry in
            let segment = try await self.open(entry.file)
            return try await BlockingWork.run {
                defer { segment.release() }
                return try Resharding.split(
                    segment, shard: entry.shard, count: manifest.shardCount, in: self.folder.path)
            }
        }
        return SnapshotManifest(
            manifest.collection, version: manifest.version, baseVersion: manifest.baseVersion, space: manifest.space,
            shardCount: 2 * manifest.shardCount, entries: halves.flatMap { $0 }, created: manifest.created)
    }
}
