import Basics
import ReceiptCollections
import ReceiptModel
import Segments

/// A directory of Chroma as a version of segments, which lie in a folder of their own.
struct ChromaConversion: Sendable {
    let manifest: SnapshotManifest
    /// Holds the files for as long as somebody has it.
    let folder: WorkingFolder

    static let folderPrefix = "receipts-chroma-"

    /// Fetches and converts what others wrote.
    init(
        _ source: ChromaSource, _ collection: CollectionName, version: String, _ settings: SegmentSettings,
        at now: ReceiptTime
    ) async throws {
        let folder = try WorkingFolder(in: settings.temporaryDirectory, prefix: Self.folderPrefix)
        let unpacked = folder.file("chroma")
        try FileSystem.createDirectories(unpacked)
        try await source.fetch(into: unpacked)
        manifest = try await BlockingWork.run {
            defer { FileSystem.removeTree(unpacked) }
            try SnapshotHash.check(directory: unpacked)
            return try Self.convert(unpacked, collection, version: version, settings.space, at: now, into: folder.path)
        }
        self.folder = folder
    }

    /// Converts a directory that is there already.
    init(
        directory: String, _ collection: CollectionName, version: String, _ settings: SegmentSettings,
        at now: ReceiptTime
    ) async throws {
        let folder = try WorkingFolder(in: settings.temporaryDirectory, prefix: Self.folderPrefix)
        manifest = try await BlockingWork.run {
            try Self.convert(directory, collection, version: version, settings.space, at: now, into: folder.path)
        }
        self.folder = folder
    }

    private static func convert(
        _ directory: String, _ collection: CollectionName, version: String, _ expected: VectorSpace,
        at now: ReceiptTime, into target: String
    ) throws -> SnapshotManifest {
        let records = try ChromaSource.records(in: directory, of: collection)
        var space = expected
        // Chroma says how many numbers a vector has, and nothing of the model.
        if let dimension = records.first?.vector.count { space.dimension = dimension }
        let count = Shards.initialCount
        var merge = SnapshotMerge(nil, collection, space, into: target)
        let shards = Dictionary(grouping: records) { Shards.shard(ofRecord: $0.record.id, count: count) }
        for (shard, records) in shards.sorted(by: { $0.key < $1.key }) {
            merge.add(
                try merge.edited(shard, []) { editor in
                    for (record, vector) in records { try editor.put(record, .numbers(vector)) }
                })
        }
        return merge.manifest(version: version, at: now)
    }

    /// The version, opened.
    func open(name: String?) throws -> OpenVersion {
        OpenVersion(
            manifest, name: name,
            segments: try manifest.entries.map { ($0.shard, try Segment(path: folder.file($0.file.name))) })
    }
}
