import Basics
import JSON
import SQLite
import Tables

/// The rows of a table's items and of its indexes.
struct ItemRows: Sendable {
    let table: String
    let schema: TableSchema
    let changes: ChangeRows

    init(table: String, schema: TableSchema, retention: ChangeRetention) {
        self.table = table
        self.schema = schema
        changes = ChangeRows(table: table, retention: retention)
    }

    /// The item of a key that fits the table.
    func item(_ key: ItemKey, _ connection: Connection) throws -> Item? {
        try connection.first(
            "SELECT doc FROM item WHERE tbl = ? AND pk = ? AND sk = ?", [.text(table)] + Self.columns(of: key)
        ) { try Self.item($0, 0) }
    }

    /// Does a write where its condition holds.
    func apply(_ write: ItemWrite, _ connection: Connection, now: Int) throws -> WriteOutcome {
        let outcome = try WriteOutcome.of(write, in: schema) { try item($0, connection) }
        try commit(outcome, connection, now: now)
        return outcome
    }

    /// Writes an outcome: the item, its places in the indexes, the change.
    func commit(_ outcome: WriteOutcome, _ connection: Connection, now: Int) throws {
        guard
            let change = ItemChange(
                id: "", from: outcome.old, to: outcome.new, keys: try schema.attributes(of: outcome.key), time: now)
        else { return }
        let key = [Value.text(table)] + Self.columns(of: outcome.key)
        if let item = outcome.new {
            try connection.run(
                "INSERT INTO item (tbl, pk, sk, doc) VALUES (?, ?, ?, ?) "
                    + "ON CONFLICT (tbl, pk, sk) DO UPDATE SET doc = excluded.doc", key + [.text(Self.text(item))])
        } else {
            try connection.run("DELETE FROM item WHERE tbl = ? AND pk = ? AND sk = ?", key)
        }
        for (name, index) in schema.indexes {
            let (old, new) = (outcome.old.flatMap { place($0, index) }, outcome.new.flatMap { place($0, index) })
            guard old != new else { continue }
            let own = Self.columns(of: outcome.key)
            if let old {
                try connection.run(
                    "DELETE FROM item_index WHERE tbl = ? AND idx = ? AND pk = ? AND sk = ? AND own_pk = ? AND own_sk = ?",
                    [.text(table), .text(name)] + old + own)
            }
            if let new {
                try connection.run(
                    "INSERT INTO item_index VALUES (?, ?, ?, ?, ?, ?)", [.text(table), .text(name)] + new + own)
            }
        }
        try changes.append(change, connection)
    }

    /// Where an item stands in an index, nil where it lacks a key of it.
    private func place(_ item: Item, _ index: TableIndex) -> [Value]? {
        guard let partition = item[index.partitionKey.name] else { return nil }
        guard let sortKey = index.sortKey else { return [Self.column(partition), .text("")] }
        return item[sortKey.name].map { [Self.column(partition), Self.column($0)] }
    }

    /// A key as the two columns that every item has.
    static func columns(of key: ItemKey) -> [Value] { [column(key.partition), key.sort.map(column) ?? .text("")] }

    /// Text as text, for those who look into the file; all else as bytes that sort as the values do.
    static func column(_ value: AttributeValue) -> Value {
        if case .string(let text) = value { .text(text) } else { .blob(value.orderedBytes ?? []) }
    }

    /// The document of a row.
    static func item(_ row: Row, _ column: Int) throws -> Item {
        guard let item = try row.withBytes(column, { try AttributeValue.item(JSONValue.parse($0)) }) else {
            throw FdnixError(.corrupt, "an item of the local table is not a JSON object")
        }
        return item
    }

    static func text(_ item: Item) -> String { AttributeValue.json(item).description }
}
