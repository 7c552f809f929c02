public import ObjectStorage
import Synchronization
public import Tables

/// Lets a process do so many things, then it dies: from then on everything is refused with a `CancellationError`.
public final class Checkpoint: Sendable {
    private let left: Mutex<Int?>

    /// A checkpoint that `count` things pass; nil for all.
    public init(after count: Int? = nil) { left = Mutex(count) }

    /// Passes once. Throws `CancellationError` when the process is dead.
    public func pass() throws {
        try left.withLock { left in
            guard let count = left else { return }
            guard count > 0 else { throw CancellationError() }
            left = count - 1
        }
    }

    /// Whether something was refused, or the next thing will be.
    public var isDead: Bool { left.withLock { $0 == 0 } }
}

/// A store whose calls pass a checkpoint before they are done.
public struct CheckpointedStore: ObjectStore {
    private let inner: any ObjectStore
    private let checkpoint: Checkpoint

    /// A store behind a checkpoint.
    public init(_ inner: any ObjectStore, _ checkpoint: Checkpoint) {
        self.inner = inner
        self.checkpoint = checkpoint
    }

    /// Where the store behind it is.
    public var location: String { inner.location }

    /// Writes an object after passing.
    public func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        try checkpoint.pass()
        return try await inner.put(key, content, options)
    }

    /// Opens an object after passing.
    public func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        try checkpoint.pass()
        return try await inner.get(key, options)
    }

    /// Looks at an object after passing.
    public func head(_ key: String) async throws -> ObjectInfo? {
        try checkpoint.pass()
        return try await inner.head(key)
    }

    /// Lists a page after passing.
    public func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        try checkpoint.pass()
        return try await inner.list(prefix: prefix, token: token, limit: limit)
    }

    /// Copies an object after passing.
    public func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        try checkpoint.pass()
        return try await inner.copy(source, to: target, condition)
    }

    /// Removes objects after passing.
    public func delete(_ keys: [String]) async throws {
        try checkpoint.pass()
        try await inner.delete(keys)
    }
}

/// A table whose reads and writes pass a checkpoint before they are done.
public struct CheckpointedTable: Table {
    private let inner: any Table
    private let checkpoint: Checkpoint

    /// A table behind a checkpoint.
    public init(_ inner: any Table, _ checkpoint: Checkpoint) {
        self.inner = inner
        self.checkpoint = checkpoint
    }

    /// Where the table behind it is.
    public var location: String { inner.location }
    /// The keys of the table behind it.
    public var schema: TableSchema { inner.schema }

    /// Reads an item after passing.
    public func get(_ key: ItemKey, consistent: Bool) async throws -> Item? {
        try checkpoint.pass()
        return try await inner.get(key, consistent: consistent)
    }

    /// Writes an item after passing.
    public func put(_ item: Item, if condition: ItemCondition?) async throws -> Item? {
        try checkpoint.pass()
        return try await inner.put(item, if: condition)
    }

    /// Changes an item after passing.
    public func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) async throws -> Item {
        try checkpoint.pass()
        return try await inner.update(key, updates, if: condition)
    }

    /// Removes an item after passing.
    public func delete(_ key: ItemKey, if condition: ItemCondition?) async throws -> Item? {
        try checkpoint.pass()
        return try await inner.delete(key, if: condition)
    }

    /// Reads a page after passing.
    public func query(_ query: ItemQuery, limit: Int, token: String?) async throws -> ItemPage {
        try checkpoint.pass()
        return try await inner.query(query, limit: limit, token: token)
    }

    /// Reads a page after passing.
    public func scan(_ segment: ScanSegment, limit: Int, token: String?) async throws -> ItemPage {
        try checkpoint.pass()
        return try await inner.scan(segment, limit: limit, token: token)
    }

    /// Reads items after passing.
    public func batchGet(_ keys: [ItemKey], consistent: Bool) async throws -> (items: [Item], unprocessed: [ItemKey]) {
        try checkpoint.pass()
        return try await inner.batchGet(keys, consistent: consistent)
    }

    /// Writes items after passing.
    public func batchWrite(_ writes: [BatchWrite]) async throws -> [BatchWrite] {
        try checkpoint.pass()
        return try await inner.batchWrite(writes)
    }

    /// Does writes as one after passing.
    public func transact(_ writes: [ItemWrite], token: String) async throws {
        try checkpoint.pass()
        try await inner.transact(writes, token: token)
    }

    /// Reads changes after passing.
    public func changes(after cursor: String?, limit: Int) async throws -> ChangePage {
        try checkpoint.pass()
        return try await inner.changes(after: cursor, limit: limit)
    }
}
