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
            let contents = try ChromaSource.contents(in: unpacked, of: collection)
            return try Self.convert(contents, collection, version: version, settings.space, at: now, into: folder.path)
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
            // Others may keep the directory, so what has to be written first is written to a copy.
            let copy = folder.file("database")
            defer { FileSystem.removeTree(copy) }
            let contents = try ChromaSource.contents(in: directory, of: collection, copyingTo: copy)
            return try Self.convert(contents, collection, version: version, settings.space, at: now, into: folder.path)
        }
        self.folder = folder
    }

    private static func convert(
        _ contents: ChromaContents?, _ collection: CollectionName, version: String, _ expected: VectorSpace,
        at now: ReceiptTime, into target: String
    ) throws -> SnapshotManifest {
        let records = contents?.records ?? []
        var space = expected
        // Chroma says how many numbers a vector has, and nothing of the model.
        if let contents, !records.isEmpty { space.dimension = contents.dimension }
        let count = Shards.initialCount
        var merge = SnapshotMerge(nil, collection, space, into: target)
        let shards = Dictionary(grouping: records.indices) { Shards.shard(ofRecord: records[$0].id, count: count) }
        for (shard, indices) in shards.sorted(by: { $0.key < $1.key }) {
            merge.add(
                try merge.edited(shard, []) { editor in
                    for index in indices {
                        guard let vector = try contents?.vector(index) else { continue }
                        try editor.put(records[index].imported, .numbers(vector))
                    }
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
