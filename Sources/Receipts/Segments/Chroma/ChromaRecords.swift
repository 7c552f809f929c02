import Basics
import JSON
import ReceiptModel
import SQLite

/// Ids, documents and facts of a collection, from the tables of its METADATA segment.
struct ChromaRecords {
    private let connection: Connection
    private let segment: String
    private static let documentKey = "chroma:document"

    init(_ connection: Connection, segment: String) {
        self.connection = connection
        self.segment = segment
    }

    func read() throws -> [Record] {
        var records: [Int: Record] = [:]
        let ids = "SELECT id, embedding_id FROM embeddings WHERE segment_id = ?"
        try connection.rows(ids, [.text(segment)]) { row in
            records[row.int(0)] = Record(id: row.text(1) ?? "", document: nil, metadata: [:])
            return true
        }
        try connection.rows(select("embedding_metadata"), [.text(segment)]) { row in
            guard let key = row.text(1), let value = try Self.value(row) else { return true }
            if key == Self.documentKey {
                records[row.int(0)]?.document = value.string
            } else {
                records[row.int(0)]?.metadata[key] = value
            }
            return true
        }
        if try hasLists() {
            try connection.rows(select("embedding_metadata_array"), [.text(segment)]) { row in
                guard let key = row.text(1), let value = try Self.value(row) else { return true }
                let before = records[row.int(0)]?.metadata[key]?.array ?? []
                records[row.int(0)]?.metadata[key] = .array(before + [value])
                return true
            }
        }
        return Array(records.values)
    }

    /// Databases of older versions have no lists.
    private func hasLists() throws -> Bool {
        let sql = "SELECT 1 FROM sqlite_master WHERE name = 'embedding_metadata_array'"
        return try connection.first(sql) { _ in true } ?? false
    }

    /// Numbers come as text that reads back equal; columns of other types are NULL.
    private func select(_ table: String) -> String {
        """
        SELECT m.id, m.key, m.string_value, CAST(m.int_value AS TEXT),
            CASE WHEN m.float_value IS NULL THEN NULL ELSE printf('%!.17g', m.float_value) END, CAST(m.bool_value AS TEXT)
        FROM \(table) m JOIN embeddings e ON e.id = m.id WHERE e.segment_id = ? ORDER BY m.rowid
        """
    }

    private static func value(_ row: Row) throws -> JSONValue? {
        if let text = row.text(2) { return .string(text) }
        if let digits = row.text(5) { return .bool(digits != "0") }
        if let digits = row.text(3) {
            guard let number = Int64(digits) else { throw damaged(digits) }
            return .integer(number)
        }
        guard let digits = row.text(4) else { return nil }
        guard let number = Double(digits), number.isFinite else { throw damaged(digits) }
        return .double(number)
    }

    private static func damaged(_ digits: String) -> FdnixError {
        FdnixError(.corrupt, "the Chroma database has the number \(digits.printable(onOneLine: true))")
    }
}
