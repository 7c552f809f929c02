public import Basics
import Synchronization

/// A table in memory, gone with the process: it does and refuses what a DynamoDB table does and refuses.
public final class MemoryTable: Table {
    /// The name that it was given, for messages.
    public let location: String
    /// The keys of the table and of its indexes.
    public let schema: TableSchema
    private let time: TimeSource
    private let state: Mutex<MemoryTableState>

    /// An empty table; `time` dates its changes and forgets the tokens of old transactions.
    public init(_ schema: TableSchema, name: String = "memory", time: TimeSource = .system) {
        self.location = name
        self.schema = schema
        self.time = time
        state = Mutex(MemoryTableState(schema))
    }

    /// Reads an item, nil where there is none; always with all that was written before.
    public func get(_ key: ItemKey, consistent: Bool) throws -> Item? {
        let place = try place(key)
        return state.withLock { $0.items[place] }
    }

    /// Writes a whole item where the condition holds; gives what was there before.
    @discardableResult
    public func put(_ item: Item, if condition: ItemCondition?) throws -> Item? {
        try apply(.put(item, if: condition)).old
    }

    /// Changes attributes where the condition holds; gives the item as it is then.
    @discardableResult
    public func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) throws -> Item {
        try apply(.update(key, updates, if: condition)).new ?? [:]
    }

    /// Removes an item where the condition holds; gives what was there.
    @discardableResult
    public func delete(_ key: ItemKey, if condition: ItemCondition?) throws -> Item? {
        try apply(.delete(key, if: condition)).old
    }

    /// One page of the items of a partition, in the table or an index of it.
    public func query(_ query: ItemQuery, limit: Int, token: String?) throws -> ItemPage {
        let range = try SortRange(query, in: schema)
        let partition = query.partition.orderedBytes ?? []
        let after = try token.map { try PageToken.place($0, index: query.index, in: schema) }
        let page = state.withLock { state in
            (query.index.flatMap { state.indexes[$0] } ?? state.items).page(
                from: OrderedKey(partition: partition, sort: range.lower),
                to: OrderedKey(partition: range.upper == nil ? partition + [0] : partition, sort: range.upper ?? []),
                after: after, descending: query.descending, limit: limit)
        }
        return try self.page(page, index: query.index)
    }

    /// One page of all items, by their keys.
    public func scan(_ segment: ScanSegment, limit: Int, token: String?) throws -> ItemPage {
        let after = try token.map { try PageToken.place($0, index: nil, in: schema) }
        let page = state.withLock { state in
            state.items.page(from: nil, to: nil, after: after, descending: false, limit: limit) {
                segment.contains(partition: $0.partition)
            }
        }
        return try self.page(page, index: nil)
    }

    /// Reads up to 100 items; none is left undone.
    public func batchGet(_ keys: [ItemKey], consistent: Bool) throws -> (items: [Item], unprocessed: [ItemKey]) {
        try WriteOutcome.checkBatch(keys, upTo: 100)
        let places = try keys.map(place)
        return (state.withLock { state in places.compactMap { state.items[$0] } }, [])
    }

    /// Writes up to 25 items; none is left undone.
    public func batchWrite(_ writes: [BatchWrite]) throws -> [BatchWrite] {
        try WriteOutcome.checkBatch(try writes.map { try $0.key(in: schema) }, upTo: 25)
        let now = time.now()
        try state.withLock { state in
            let outcomes = try writes.map { try WriteOutcome.of($0.write, in: schema, state.item) }
            for outcome in outcomes { state.commit(outcome, name: location, now: now) }
        }
        return []
    }

    /// Does all of up to 100 writes of different items, or none.
    public func transact(_ writes: [ItemWrite], token: String) throws {
        let now = time.now()
        try state.withLock { state in
            guard try state.tokens.isNew(token, ItemWrite.fingerprint(writes), now: now) else { return }
            let outcomes = try WriteOutcome.of(transaction: writes, in: schema, state.item)
            for outcome in outcomes { state.commit(outcome, name: location, now: now) }
            state.tokens.keep(token, ItemWrite.fingerprint(writes), now: now)
        }
    }

    /// Up to `limit` changes after `cursor`; they are kept for a day.
    public func changes(after cursor: String?, limit: Int) throws -> ChangePage {
        try state.withLock { try $0.changes.page(after: cursor, limit: limit) }
    }

    private func apply(_ write: ItemWrite) throws -> WriteOutcome {
        let now = time.now()
        return try state.withLock { state in
            let outcome = try WriteOutcome.of(write, in: schema, state.item)
            state.commit(outcome, name: location, now: now)
            return outcome
        }
    }

    private func place(_ key: ItemKey) throws -> OrderedKey {
        _ = try schema.attributes(of: key)
        return MemoryTableState.place(key)
    }

    private func page(_ page: (items: [Item], hasMore: Bool), index: String?) throws -> ItemPage {
        guard page.hasMore, let last = page.items.last else { return ItemPage(page.items, next: nil) }
        return ItemPage(page.items, next: try PageToken.token(endingWith: last, index: index, in: schema))
    }
}
