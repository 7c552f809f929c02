public import ReceiptModel

/// Makes the next version of a collection: the parts that are touched are written anew, so that memory holds no more of them
/// than are edited at once. The others are those of the base.
public struct SnapshotMerge: Sendable {
    /// The version that is gone on from; nil for the first one.
    public let base: SnapshotManifest?
    /// What came of it.
    public private(set) var entries: [Int: WrittenFile]
    /// The files that the base does not have, in the directory they were written to.
    public private(set) var written: [WrittenFile] = []
    private let collection: CollectionName
    private let space: VectorSpace
    private let shardCount: Int
    private let directory: String

    /// A merge on a base, whose new files go into a directory.
    public init(_ base: SnapshotManifest?, _ collection: CollectionName, _ space: VectorSpace, into directory: String) {
        self.base = base
        self.collection = collection
        self.space = base?.space ?? space
        self.directory = directory
        shardCount = base?.shardCount ?? Shards.initialCount
        entries = Dictionary(uniqueKeysWithValues: (base?.entries ?? []).map { ($0.shard, $0.file) })
    }

    /// The part that a receipt's records lie in.
    public func shard(of receipt: ReceiptKey) -> Int { Shards.shard(of: receipt, count: shardCount) }

    /// One part as it will be.
    public struct Part: Sendable {
        let shard: Int
        let old, new: WrittenFile?
    }

    /// Makes the next file of one part, or finds that it stays as it is; several parts can be made at once. `open` gives the base's
    /// file of it, from wherever it is. Throws what `open` and `body` do, and `io`.
    public func edited(
        _ shard: Int, open: (WrittenFile) throws -> Segment, _ body: (inout ShardEditor) throws -> Void
    ) throws -> Part {
        let old = entries[shard]
        var editor = try ShardEditor(try old.map(open), collection, shard: shard, dimension: space.dimension)
        try body(&editor)
        guard editor.isTouched else { return Part(shard: shard, old: old, new: old) }
        guard editor.count > 0 || !editor.ledger.entries.isEmpty else { return Part(shard: shard, old: old, new: nil) }
        return Part(shard: shard, old: old, new: try editor.write(in: directory, unless: old))
    }

    /// Takes a part into the next version.
    public mutating func add(_ part: Part) {
        entries[part.shard] = part.new
        if let new = part.new, new != part.old { written.append(new) }
    }

    /// Edits one part at once. Throws as `edited(_:open:_:)` does.
    public mutating func edit(
        _ shard: Int, open: (WrittenFile) throws -> Segment, _ body: (inout ShardEditor) throws -> Void
    ) throws {
        add(try edited(shard, open: open, body))
    }

    /// Whether anything is another than in the base.
    public var hasChanged: Bool {
        entries != Dictionary(uniqueKeysWithValues: (base?.entries ?? []).map { ($0.shard, $0.file) })
    }

    /// The manifest of the next version.
    public func manifest(version: String, at now: ReceiptTime) -> SnapshotManifest {
        SnapshotManifest(
            collection, version: version, baseVersion: base?.version, space: space, shardCount: shardCount,
            entries: entries.map { .init(shard: $0.key, file: $0.value) }, created: now)
    }
}
