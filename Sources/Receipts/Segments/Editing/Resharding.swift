import ReceiptModel

/// Cuts a part of a collection in two, where there are to be twice as many.
public enum Resharding {
    /// Writes the two halves of a file of a part: `shard` and `shard + count`, of which those without anything are left out. `count` is how
    /// many parts there were. Throws `corrupt` and `io`.
    public static func split(
        _ segment: Segment, shard: Int, count: Int, in directory: String
    ) throws -> [SnapshotManifest.Entry] {
        var halves = try [shard, shard + count].map { shard in
            try ShardEditor([], segment.collection, shard: shard, dimension: segment.dimension)
        }
        for row in 0..<segment.count {
            let record = try segment.record(row)
            let half = Shards.shard(ofRecord: record.id, count: 2 * count) == shard ? 0 : 1
            try halves[half].put(record, .segment(segment, row: row))
        }
        for (name, entry) in segment.ledger.entries {
            guard let receipt = ReceiptKey(ledgerName: name) else { continue }
            halves[Shards.shard(of: receipt, count: 2 * count) == shard ? 0 : 1].ledger.set(name, entry)
        }
        return try halves.compactMap { half in
            try half.write(in: directory).new.map { SnapshotManifest.Entry(shard: half.shard, file: $0) }
        }
    }
}
