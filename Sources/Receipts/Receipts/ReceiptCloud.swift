public import ObjectStorage
public import Queues
public import ReceiptCollections
public import ReceiptModel
public import Tables

/// Where objects, items and messages are: at AWS or on one machine. Programs make it.
public struct ReceiptCloud: Sendable {
    /// A bucket by its name.
    public var bucket: @Sendable (String) -> any ObjectStore
    /// The bucket of deltas and snapshots.
    public var collectionsBucket: String
    /// The bucket of receipts' rows; nil where none is configured.
    public var artifactsBucket: String?
    /// The table of receipts.
    public var table: any Table
    /// Messages for the worker; nil where none is configured.
    public var embedQueue: (any Queue)?
    /// Messages for the compactor, by collection.
    public var collectionQueues: [CollectionName: any Queue]
    /// What tells of compactors that are gone; nil where nobody can.
    public var holders: (any LockHolders)?

    /// Buckets, table and queues, as a program has found them.
    public init(
        bucket: @escaping @Sendable (String) -> any ObjectStore, collectionsBucket: String, artifactsBucket: String?,
        table: any Table, embedQueue: (any Queue)?, collectionQueues: [CollectionName: any Queue],
        holders: (any LockHolders)? = nil
    ) {
        self.bucket = bucket
        self.collectionsBucket = collectionsBucket
        self.artifactsBucket = artifactsBucket
        self.table = table
        self.embedQueue = embedQueue
        self.collectionQueues = collectionQueues
        self.holders = holders
    }

    /// The runs of the table.
    public var runs: RunTable { RunTable(table) }
    /// The store of deltas and snapshots.
    public var collections: any ObjectStore { bucket(collectionsBucket) }
}
