import Basics
import ReceiptModel
import Segments

/// A collection in a directory, to which bundles are merged one after the other.
struct Library {
    let directory: String
    var manifest: SnapshotManifest?
    var version = 0
    var layout = ShardLayout.standard

    func open(_ file: WrittenFile) throws -> Segment { try Segment(path: "\(directory)/\(file.name)") }

    func segments() throws -> [Segment] { try (manifest?.entries ?? []).map { try open($0.file) } }

    func ids() throws -> [String] {
        try segments().flatMap { segment in try (0..<segment.count).map { try segment.record($0).id } }.sorted()
    }

    /// The files that were written.
    @discardableResult
    mutating func edit(_ receipt: ReceiptKey, _ body: (inout ShardEditor) throws -> Void) throws -> [WrittenFile] {
        var merge = SnapshotMerge(manifest, .lines, space, into: directory, layout: layout)
        let shard = Shards.shard(of: receipt, count: manifest?.shardCount ?? Shards.initialCount)
        merge.add(try merge.edited(shard, (merge.files[shard] ?? []).map(open), body))
        version += 1
        guard merge.hasChanged else { return [] }
        let before = Set(manifest?.entries ?? [])
        let next = merge.manifest(version: "v\(version)", at: time(version))
        manifest = next
        return next.entries.filter { !before.contains($0) }.map(\.file)
    }

    mutating func merge(_ receipt: ReceiptKey, lines: Range<Int>, seed: UInt64 = 1, run: String = "r") throws
        -> [WrittenFile]
    {
        let folder = "\(directory)/\(run)-\(version)"
        try FileSystem.createDirectories(folder)
        _ = try bundle(receipt, records(receipt, lines: lines, seed: seed), run: run, at: version, in: folder)
        let delta = try DeltaBundle(directory: folder)
        return try edit(receipt) { shard in
            try shard.removeAll(of: receipt)
            if let records = delta.records {
                for row in 0..<records.count {
                    try shard.put(try records.record(row), .segment(records, row: row))
                }
            }
            shard.ledger.apply(
                receipt, run: run, created: delta.manifest.created, count: delta.manifest.count)
        }
    }
}
