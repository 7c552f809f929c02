public import Basics

/// A table of items under a partition key and perhaps a sort key: a DynamoDB table, a file of SQLite, memory.
///
/// One item's writes are atomic and in order. Every call fails with an `FdnixError`: `conflict` where a condition does not
/// hold (`ConditionFailure` and `TransactionFailure` lie beneath), `usage` for what does not fit the table, `throttled`,
/// `denied`, `network`, `io` and `database` for the way there; `CancellationError` when the task is cancelled.
///
/// ```swift
/// let mine = try await table.update(
///     ItemKey("LOCK#lines", "LOCK"), [.set("owner", .string(id)), .add("fence", .int(1))],
///     if: .any([.absent("owner"), .compare("expires", .less, .string(now))]))
/// ```
public protocol Table: Sendable {
    /// Where it is, for messages: a table's name and region, or a file's path; without credentials.
    var location: String { get }

    /// The keys of the table and of its indexes.
    var schema: TableSchema { get }

    /// What is rung when this process has written; nil where nobody rings.
    var bell: Doorbell? { get }

    /// Reads an item, nil where there is none. `consistent`: with all that was written before the call.
    func get(_ key: ItemKey, consistent: Bool) async throws -> Item?

    /// Writes a whole item where the condition holds; gives what was there before.
    @discardableResult
    func put(_ item: Item, if condition: ItemCondition?) async throws -> Item?

    /// Changes attributes where the condition holds, making an item that is not there; gives the item as it is then.
    @discardableResult
    func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) async throws -> Item

    /// Removes an item where the condition holds; gives what was there. One that is not there is not an error.
    @discardableResult
    func delete(_ key: ItemKey, if condition: ItemCondition?) async throws -> Item?

    /// One page of the items of a partition. `token` is the `next` of the page before; `limit`, at least 1, is the most
    /// items on the page.
    func query(_ query: ItemQuery, limit: Int, token: String?) async throws -> ItemPage

    /// One page of all items in no special order; each item is in one segment.
    func scan(_ segment: ScanSegment, limit: Int, token: String?) async throws -> ItemPage

    /// Reads up to 100 items, each at most once, in no special order; gives also the keys that were not looked up, to be
    /// asked for again. `Table.items(_:)` does so.
    func batchGet(_ keys: [ItemKey], consistent: Bool) async throws -> (items: [Item], unprocessed: [ItemKey])

    /// Writes up to 25 items, no two with the same key and not as one; gives those that were not written, to be sent again.
    /// `Table.write(_:)` does so.
    func batchWrite(_ writes: [BatchWrite]) async throws -> [BatchWrite]

    /// Does all of up to 100 writes of different items, or none. The same again with the same token (up to 36 characters)
    /// within ten minutes is done once; another transaction with that token throws `usage`.
    func transact(_ writes: [ItemWrite], token: String) async throws

    /// Up to `limit` changes of items after `cursor`, from the oldest kept where that is nil. Throws `notFound` where
    /// changes after the cursor are not kept any more.
    func changes(after cursor: String?, limit: Int) async throws -> ChangePage

    /// Says that changes up to the cursor are of no use any more, to a table that keeps them until then.
    func forgetChanges(upTo cursor: String) async throws
}

/// A write without a condition, among others.
public enum BatchWrite: Sendable, Hashable {
    /// The item becomes this one, whatever was there.
    case put(Item)
    /// The item is removed, if it is there.
    case delete(ItemKey)
}

extension Table {
    /// Nothing, for a table that tells nobody when it was written.
    public var bell: Doorbell? { nil }

    /// Nothing, for a table that keeps changes for some time whoever has seen them.
    public func forgetChanges(upTo cursor: String) async throws {}

    /// Reads an item with all that was written before the call; nil where there is none.
    public func get(_ key: ItemKey) async throws -> Item? { try await get(key, consistent: true) }

    /// Writes a whole item, whatever was there before.
    public func put(_ item: Item) async throws { try await put(item, if: nil) }

    /// Changes attributes in any case; gives the item as it is then.
    @discardableResult
    public func update(_ key: ItemKey, _ updates: [ItemUpdate]) async throws -> Item {
        try await update(key, updates, if: nil)
    }

    /// Removes an item; one that is not there is not an error.
    public func delete(_ key: ItemKey) async throws { try await delete(key, if: nil) }
}
