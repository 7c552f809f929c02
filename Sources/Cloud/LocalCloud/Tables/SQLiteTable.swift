public import Basics
import SQLite
public import Tables

/// A table in a file of SQLite.
public struct SQLiteTable: Table {
    let database: LocalDatabase
    let name: String
    /// The keys of the table and of its indexes.
    public let schema: TableSchema
    let retention: ChangeRetention

    /// The path of the file and the name of the table.
    public var location: String { "\(database.path)#\(name)" }

    /// What is rung when this process has written to the table.
    public var bell: Doorbell? { database.doorbells.of(location) }

    private var rows: ItemRows { ItemRows(table: name, schema: schema, retention: retention) }

    /// Reads an item, nil where there is none; always with all that was written before.
    public func get(_ key: ItemKey, consistent: Bool) async throws -> Item? {
        _ = try schema.attributes(of: key)
        return try await database.read { try rows.item(key, $0) }
    }

    /// Writes a whole item where the condition holds; gives what was there before.
    @discardableResult
    public func put(_ item: Item, if condition: ItemCondition?) async throws -> Item? {
        try await apply(.put(item, if: condition)).old
    }

    /// Changes attributes where the condition holds; gives the item as it is then.
    @discardableResult
    public func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) async throws -> Item {
        try await apply(.update(key, updates, if: condition)).new ?? [:]
    }

    /// Removes an item where the condition holds; gives what was there.
    @discardableResult
    public func delete(_ key: ItemKey, if condition: ItemCondition?) async throws -> Item? {
        try await apply(.delete(key, if: condition)).old
    }

    /// One page of the items of a partition, in the table or an index of it.
    public func query(_ query: ItemQuery, limit: Int, token: String?) async throws -> ItemPage {
        let search = try ItemSearch(query, table: name, schema: schema, token: token)
        // One more than asked for tells whether there is another page.
        return try page(
            try await database.read { try search.items($0, limit: limit + 1) }, limit: limit, index: query.index)
    }

    /// One page of all items, by their keys.
    public func scan(_ segment: ScanSegment, limit: Int, token: String?) async throws -> ItemPage {
        let scan = try ItemScan(segment, table: name, schema: schema, token: token)
        return try page(try await database.read { try scan.items($0, limit: limit + 1) }, limit: limit, index: nil)
    }

    /// Reads up to 100 items as they are at one time; none is left undone.
    public func batchGet(
        _ keys: [ItemKey], consistent: Bool
    ) async throws -> (items: [Item], unprocessed: [ItemKey]) {
        try WriteOutcome.checkBatch(keys, upTo: 100)
        for key in keys { _ = try schema.attributes(of: key) }
        let items = try await database.read { connection in try keys.compactMap { try rows.item($0, connection) } }
        return (items, [])
    }

    /// Writes up to 25 items in one transaction; none is left undone.
    public func batchWrite(_ writes: [BatchWrite]) async throws -> [BatchWrite] {
        try WriteOutcome.checkBatch(try writes.map { try $0.key(in: schema) }, upTo: 25)
        let now = database.time.now()
        try await self.write { connection in
            for write in writes { _ = try rows.apply(write.write, connection, now: now) }
        }
        return []
    }

    /// Does all of up to 100 writes of different items, or none.
    public func transact(_ writes: [ItemWrite], token: String) async throws {
        try TransactionToken.check(token)
        let now = database.time.now()
        try await self.write { connection in
            guard try StoredTokens(table: name).enter(token, for: writes, connection, now: now) else { return }
            let outcomes = try WriteOutcome.of(transaction: writes, in: schema) { try rows.item($0, connection) }
            for outcome in outcomes { try rows.commit(outcome, connection, now: now) }
        }
    }

    /// Up to `limit` changes after `cursor`, kept for a week at least, in the file's order for all its tables.
    public func changes(after cursor: String?, limit: Int) async throws -> ChangePage {
        let seen = try ChangeCursor.number(cursor)
        return try await database.read { try rows.changes.page(after: seen, limit: limit, $0) }
    }

    /// Removes changes up to a cursor that are older than a week.
    public func forgetChanges(upTo cursor: String) async throws {
        guard let number = try ChangeCursor.number(cursor) else { return }
        let now = database.time.now()
        guard try await database.read({ try rows.changes.hasOld(now: now, $0) }) else { return }
        try await database.write { try rows.changes.forget(upTo: number, now: now, $0) }
    }

    private func apply(_ write: ItemWrite) async throws -> WriteOutcome {
        let now = database.time.now()
        return try await self.write { try rows.apply(write, $0, now: now) }
    }

    private func write<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        defer { bell?.ring() }
        return try await database.write(body)
    }

    private func page(_ items: [Item], limit: Int, index: String?) throws -> ItemPage {
        let shown = Array(items.prefix(limit))
        guard items.count > limit, let last = shown.last else { return ItemPage(shown, next: nil) }
        return ItemPage(shown, next: try PageToken.token(endingWith: last, index: index, in: schema))
    }
}
