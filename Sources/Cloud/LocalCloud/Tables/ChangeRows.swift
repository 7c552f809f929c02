import Basics
import JSON
import SQLite
import Tables

/// How long a table on this machine keeps its changes.
public enum ChangeRetention: Sendable, Hashable {
    /// A week, seven times as long as DynamoDB keeps them.
    case week
    /// A week, and until `forgetChanges` was told that they were handed on: where nobody hands them on, for ever.
    case untilForgotten
}

/// The rows of a table's changes, written in the transaction of the items.
struct ChangeRows: Sendable {
    let table: String
    let retention: ChangeRetention

    /// In milliseconds.
    private static let week = 7 * 86_400_000

    func append(_ change: ItemChange, _ connection: Connection) throws {
        try connection.run(
            "INSERT INTO stream (tbl, time, keys, old, new) VALUES (?, ?, ?, ?, ?)",
            [
                .text(table), .int(change.time), .text(ItemRows.text(change.keys)),
                .optional(change.oldImage.map(ItemRows.text)), .optional(change.newImage.map(ItemRows.text)),
            ])
        // Seldom, so that it costs nothing.
        let number = connection.lastInsertedRow
        if retention == .week, number.isMultiple(of: 1024) { try forget(upTo: number, now: change.time, connection) }
    }

    /// Whether any change is old enough to be removed.
    func hasOld(now: Int, _ connection: Connection) throws -> Bool {
        let oldest = try connection.first(
            "SELECT time FROM stream WHERE tbl = ? ORDER BY number LIMIT 1", [.text(table)]
        ) { $0.int(0) }
        return oldest.map { $0 < now - Self.week } ?? false
    }

    /// Removes old changes up to a number, and remembers up to where.
    func forget(upTo number: Int, now: Int, _ connection: Connection) throws {
        let last = try connection.first(
            "SELECT max(number) FROM stream WHERE tbl = ? AND time < ? AND number <= ?",
            [.text(table), .int(now - Self.week), .int(number)]
        ) { $0.int(0) }
        guard let last, last > 0 else { return }
        try connection.run("DELETE FROM stream WHERE tbl = ? AND number <= ?", [.text(table), .int(last)])
        try connection.run("INSERT OR REPLACE INTO stream_start VALUES (?, ?)", [.text(table), .int(last)])
    }

    func page(after cursor: Int?, limit: Int, _ connection: Connection) throws -> ChangePage {
        let start =
            try connection.first("SELECT number FROM stream_start WHERE tbl = ?", [.text(table)]) { $0.int(0) } ?? 0
        let seen = cursor ?? start
        guard seen >= start else { throw ChangeCursor.forgotten }
        var last = seen
        let changes = try connection.all(
            "SELECT number, time, keys, old, new FROM stream WHERE tbl = ? AND number > ? ORDER BY number LIMIT ?",
            [.text(table), .int(seen), .int(limit)]
        ) { row in
            last = row.int(0)
            return ItemChange(
                id: "\(table)-\(last)", from: try Self.image(row, 3), to: try Self.image(row, 4),
                keys: try Self.image(row, 2) ?? [:], time: row.int(1))
        }
        return ChangePage(changes.compactMap { $0 }, cursor: String(last))
    }

    private static func image(_ row: Row, _ column: Int) throws -> Item? {
        row.text(column) == nil ? nil : try ItemRows.item(row, column)
    }
}
