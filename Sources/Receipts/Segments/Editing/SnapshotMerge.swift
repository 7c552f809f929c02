public import ReceiptModel

/// Makes the next version of a collection: the parts that are touched are written anew, so that memory holds no more of them
/// than are edited at once. The others are those of the base.
public struct SnapshotMerge: Sendable {
    /// The version that is gone on from; nil for the first one.
    public let base: SnapshotManifest?
    /// The files of the next version by part, as far as it is made.
    public private(set) var files: [Int: [WrittenFile]]
    private let collection: CollectionName
    private let space: VectorSpace
    private let shardCount: Int
    private let directory: String
    private let layout: ShardLayout

    /// A merge on a base, whose new files go into a directory.
    public init(
        _ base: SnapshotManifest?, _ collection: CollectionName, _ space: VectorSpace, into directory: String,
        layout: ShardLayout = .standard
    ) {
        self.base = base
        self.collection = collection
        self.space = base?.space ?? space
        self.directory = directory
        self.layout = layout
        shardCount = base?.shardCount ?? Shards.initialCount
        files = base?.files ?? [:]
    }

    /// One part as it will be.
    public struct Part: Sendable {
        let shard: Int
        let files: [WrittenFile]
    }

    /// Makes the next files of one part, or finds that it stays as it is; several parts can be made at once. `segments` are the
    /// base's files of it, opened. Throws what `body` does, `corrupt` and `io`.
    public func edited(
        _ shard: Int, _ segments: [Segment], _ body: (inout ShardEditor) throws -> Void
    ) throws -> Part {
        let old = files[shard] ?? []
        var editor = try ShardEditor(segments, collection, shard: shard, dimension: space.dimension, layout: layout)
        try body(&editor)
        guard editor.isTouched else { return Part(shard: shard, files: old) }
        let written = try editor.write(in: directory, unless: old)
        let kept = old.filter { written.kept.contains($0.name) }
        return Part(shard: shard, files: kept + (written.new.map { [$0] } ?? []))
    }

    /// Takes a part into the next version.
    public mutating func add(_ part: Part) { files[part.shard] = part.files.isEmpty ? nil : part.files }

    /// Whether anything is another than in the base.
    public var hasChanged: Bool { Set(entries) != Set(base?.entries ?? []) }

    private var entries: [SnapshotManifest.Entry] {
        files.flatMap { shard, files in files.map { SnapshotManifest.Entry(shard: shard, file: $0) } }
    }

    /// The manifest of the next version.
    public func manifest(version: String, at now: ReceiptTime) -> SnapshotManifest {
        SnapshotManifest(
            collection, version: version, baseVersion: base?.version, space: space, shardCount: shardCount,
            entries: entries, created: now)
    }
}
