public import Basics
public import Tables

/// A table that hands everything on to another one, but for what a test writes itself: trouble, counts, delays.
public protocol ForwardingTable: Table {
    /// The table behind this one.
    var inner: any Table { get }
}

extension ForwardingTable {
    /// Where the table behind is.
    public var location: String { inner.location }

    /// The keys of the table behind.
    public var schema: TableSchema { inner.schema }

    /// What is rung when the table behind was written to.
    public var bell: Doorbell? { inner.bell }

    /// An item as the table behind has it.
    public func get(_ key: ItemKey, consistent: Bool) async throws -> Item? {
        try await inner.get(key, consistent: consistent)
    }

    /// As the table behind puts it.
    public func put(_ item: Item, if condition: ItemCondition?) async throws -> Item? {
        try await inner.put(item, if: condition)
    }

    /// As the table behind changes it.
    public func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) async throws -> Item {
        try await inner.update(key, updates, if: condition)
    }

    /// As the table behind removes it.
    public func delete(_ key: ItemKey, if condition: ItemCondition?) async throws -> Item? {
        try await inner.delete(key, if: condition)
    }

    /// A page as the table behind has it.
    public func query(_ query: ItemQuery, limit: Int, token: String?) async throws -> ItemPage {
        try await inner.query(query, limit: limit, token: token)
    }

    /// A page as the table behind has it.
    public func scan(_ segment: ScanSegment, limit: Int, token: String?) async throws -> ItemPage {
        try await inner.scan(segment, limit: limit, token: token)
    }

    /// Items as the table behind has them.
    public func batchGet(
        _ keys: [ItemKey], consistent: Bool
    ) async throws -> (items: [Item], unprocessed: [ItemKey]) {
        try await inner.batchGet(keys, consistent: consistent)
    }

    /// As the table behind writes them.
    public func batchWrite(_ writes: [BatchWrite]) async throws -> [BatchWrite] { try await inner.batchWrite(writes) }

    /// As the table behind does it.
    public func transact(_ writes: [ItemWrite], token: String) async throws {
        try await inner.transact(writes, token: token)
    }

    /// Changes as the table behind tells them.
    public func changes(after cursor: String?, limit: Int) async throws -> ChangePage {
        try await inner.changes(after: cursor, limit: limit)
    }

    /// As the table behind does it.
    public func forgetChanges(upTo cursor: String) async throws { try await inner.forgetChanges(upTo: cursor) }
}
