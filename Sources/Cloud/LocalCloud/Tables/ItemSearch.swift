import Basics
import SQLite
import Tables

/// A query as a statement of SQL.
struct ItemSearch: Sendable {
    private var statement: String
    private var values: [Value]

    init(_ query: ItemQuery, table: String, schema: TableSchema, token: String?) throws {
        let range = try SortRange(query, in: schema)
        let keys = try schema.keys(of: query.index)
        let isText = keys.sortKey?.kind ?? .string == .string
        func bound(_ bytes: [UInt8]) -> Value { isText ? .utf8(bytes) : .blob(bytes) }

        let (order, source): ([String], String)
        if let index = query.index {
            order = ["x.sk", "x.own_pk", "x.own_sk"]
            source = """
                SELECT i.doc FROM item_index x JOIN item i ON i.tbl = x.tbl AND i.pk = x.own_pk AND i.sk = x.own_sk
                WHERE x.tbl = ? AND x.idx = ? AND x.pk = ?
                """
            values = [.text(table), .text(index), ItemRows.column(query.partition)]
        } else {
            order = ["x.sk"]
            source = "SELECT x.doc FROM item x WHERE x.tbl = ? AND x.pk = ?"
            values = [.text(table), ItemRows.column(query.partition)]
        }
        statement = source
        if !range.lower.isEmpty {
            statement += " AND x.sk >= ?"
            values.append(bound(range.lower))
        }
        if let upper = range.upper {
            statement += " AND x.sk < ?"
            values.append(bound(upper))
        }
        if let token {
            let attributes = try PageToken.attributes(token)
            let sort = keys.sortKey.flatMap { attributes[$0.name] }.map(ItemRows.column) ?? .text("")
            let own = query.index == nil ? [] : ItemRows.columns(of: try schema.key(of: attributes))
            let marks = order.map { _ in "?" }.joined(separator: ", ")
            statement += " AND (\(order.joined(separator: ", "))) \(query.descending ? "<" : ">") (\(marks))"
            values += [sort] + own
        }
        let direction = query.descending ? " DESC" : ""
        statement += " ORDER BY \(order.map { $0 + direction }.joined(separator: ", ")) LIMIT ?"
    }

    func items(_ connection: Connection, limit: Int) throws -> [Item] {
        try connection.all(statement, values + [.int(limit)]) { try ItemRows.item($0, 0) }
    }
}

/// A share of a scan, in the order of the keys.
struct ItemScan: Sendable {
    private let segment: ScanSegment
    private let values: [Value]
    private let isContinued: Bool

    init(_ segment: ScanSegment, table: String, schema: TableSchema, token: String?) throws {
        self.segment = segment
        isContinued = token != nil
        let end = try token.map { ItemRows.columns(of: try schema.key(of: try PageToken.attributes($0))) } ?? []
        values = [.text(table)] + end
    }

    func items(_ connection: Connection, limit: Int) throws -> [Item] {
        var items: [Item] = []
        let bound = isContinued ? " AND (pk, sk) > (?, ?)" : ""
        try connection.rows("SELECT pk, doc FROM item WHERE tbl = ?\(bound) ORDER BY pk, sk", values) { row in
            if row.withBytes(0, { segment.contains(partition: Array($0)) }) {
                items.append(try ItemRows.item(row, 1))
            }
            return items.count < limit
        }
        return items
    }
}
