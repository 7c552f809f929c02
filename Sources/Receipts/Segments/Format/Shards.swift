public import ReceiptModel

/// Which of a collection's files a record lies in: all records of a receipt in the same one.
public enum Shards {
    /// How many there are at first.
    public static let initialCount = 64
    /// Where the mean file is larger than this, in bytes, there are twice as many from then on: 32 MiB.
    public static let largestMean = 32 << 20

    /// The shard of a receipt, below `count`.
    public static func shard(of receipt: ReceiptKey, count: Int) -> Int { shard(receipt.recordPrefix, count) }

    /// The shard of a record by its id; one that is not of a receipt's shape goes by the whole of it.
    public static func shard(ofRecord id: String, count: Int) -> Int {
        EntityKey(recordID: id).map { shard(of: $0.receipt, count: count) } ?? shard(id, count)
    }

    /// FNV-1a in 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>), modulo the number of shards.
    private static func shard(_ text: String, _ count: Int) -> Int {
        precondition(count > 0, "a collection has at least one shard")
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(hash % UInt64(count))
    }
}
