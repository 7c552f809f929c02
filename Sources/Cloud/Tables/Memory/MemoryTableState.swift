import Basics

/// What a table in memory holds.
struct MemoryTableState: Sendable {
    private let schema: TableSchema
    private(set) var items = OrderedItems()
    private(set) var indexes: [String: OrderedItems]
    private(set) var changes = MemoryChanges()
    var tokens = TransactionTokens()

    init(_ schema: TableSchema) {
        self.schema = schema
        indexes = schema.indexes.mapValues { _ in OrderedItems() }
    }

    func item(_ key: ItemKey) -> Item? { items[Self.place(key)] }

    mutating func commit(_ outcome: WriteOutcome, name: String, now: Int) {
        items[Self.place(outcome.key)] = outcome.new
        for (index, keys) in schema.indexes {
            if let place = outcome.old.flatMap({ schema.place(of: $0, in: keys) }) { indexes[index]?[place] = nil }
            if let item = outcome.new, let place = schema.place(of: item, in: keys) { indexes[index]?[place] = item }
        }
        // The key fits the table: the outcome was worked out with it.
        guard let keys = try? schema.attributes(of: outcome.key) else { return }
        changes.append(now: now) { number in
            ItemChange(id: "\(name)-\(number)", from: outcome.old, to: outcome.new, keys: keys, time: now)
        }
    }

    static func place(_ key: ItemKey) -> OrderedKey {
        OrderedKey(partition: key.partition.orderedBytes ?? [], sort: key.sort?.orderedBytes ?? [])
    }
}

/// The changes of a table in memory, those of the last day at least.
struct MemoryChanges: Sendable {
    private var changes: [ItemChange] = []
    /// How many are not kept any more.
    private var forgotten = 0

    mutating func append(now: Int, _ make: (Int) -> ItemChange?) {
        guard let change = make(forgotten + changes.count + 1) else { return }
        changes.append(change)
        // Seldom, and many at once: each forgetting moves what is kept.
        guard changes.count.isMultiple(of: 1024), changes[changes.count / 2].time < now - 86_400_000 else { return }
        forgotten += changes.count / 2
        changes.removeFirst(changes.count / 2)
    }

    func page(after cursor: String?, limit: Int) throws -> ChangePage {
        let seen = try ChangeCursor.number(cursor) ?? forgotten
        guard seen >= forgotten else { throw ChangeCursor.forgotten }
        let page = changes.dropFirst(seen - forgotten).prefix(limit)
        return ChangePage(Array(page), cursor: String(seen + page.count))
    }
}
