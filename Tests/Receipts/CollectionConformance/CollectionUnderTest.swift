public import ObjectStorage
public import ReceiptCollections
public import ReceiptModel
public import Segments
public import Tables

/// A back end that is checked, with all that a compaction works with.
///
/// ```swift
/// @Test(arguments: CollectionCheck.all) func check(_ check: CollectionCheck) async throws {
///     try await withTemporaryDirectory { directory in
///         let (table, bucket) = (MemoryTable(RunTable.schema), MemoryObjectStore())
///         try await check.run(CollectionUnderTest(table: table, bucket: bucket, directory: directory) { name, pass in
///             MyCollection(name, CheckpointedStore(bucket, pass), …)
///         })
///     }
/// }
/// ```
public struct CollectionUnderTest: Sendable {
    /// Reads and changes a collection.
    public typealias Collection = any CollectionReader & CollectionWriter

    /// The table of runs, labels and merchants.
    public let table: any Table
    /// Where bundles lie.
    public let bucket: any ObjectStore
    /// A directory for files that are used for a moment.
    public let directory: String
    /// A clock that goes on by itself; long waits never end.
    public let clock: CheckClock
    /// Opens one of the collections, as a process of its own would. Before each thing that it does to the outside world it
    /// should `pass` the checkpoint: where that throws, the process has died.
    public let open: @Sendable (_ name: CollectionName, _ pass: Checkpoint) async throws -> Collection

    /// A back end over these.
    public init(
        table: any Table, bucket: any ObjectStore, directory: String, clock: CheckClock = CheckClock(),
        open: @escaping @Sendable (_ name: CollectionName, _ pass: Checkpoint) async throws -> Collection
    ) {
        self.table = table
        self.bucket = bucket
        self.directory = directory
        self.clock = clock
        self.open = open
    }

    /// What the checks' vectors are; back ends are opened for it.
    public static let space = VectorSpace(model: "local-hash-v1", dimension: 64, textFormat: "tagged-1")
}
