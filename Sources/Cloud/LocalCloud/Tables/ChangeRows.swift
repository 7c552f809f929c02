import Basics
import JSON
import SQLite
import Tables

/// The rows of a table's changes, written in the transaction of the items.
struct ChangeRows: Sendable {
    let table: String

    /// How long changes are kept, in milliseconds: a week, seven times what DynamoDB gives.
    private static let retention = 7 * 86_400_000

    func append(_ change: ItemChange, _ connection: Connection) throws {
        try connection.run(
            "INSERT INTO stream (tbl, time, keys, old, new) VALUES (?, ?, ?, ?, ?)",
            [
                .text(table), .int(change.time), .text(ItemRows.text(change.keys)),
                .optional(change.oldImage.map(ItemRows.text)), .optional(change.newImage.map(ItemRows.text)),
            ])
        // Seldom, so that it costs nothing.
        let number = connection.lastInsertedRow
        if number.isMultiple(of: 1024) { try forget(before: change.time - Self.retention, connection) }
    }

    /// Removes old changes, and remembers up to where.
    private func forget(before time: Int, _ connection: Connection) throws {
        let last = try connection.first(
            "SELECT max(number) FROM stream WHERE tbl = ? AND time < ?", [.text(table), .int(time)]
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
