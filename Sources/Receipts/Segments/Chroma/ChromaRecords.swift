import Basics
import JSON
import ReceiptModel
import SQLite

/// Ids, documents and facts of a collection, from the tables of its METADATA segment and from the queue.
struct ChromaRecords {
    private let connection: Connection
    private let segment: String
    private static let documentKey = "chroma:document"

    init(_ connection: Connection, segment: String) {
        self.connection = connection
        self.segment = segment
    }

    /// All records by the bytes of their ids: those of the tables, and what follows a place in the queue done to them.
    func read(_ queue: ChromaQueue, after seen: Int) throws -> [Record] {
        var records: [[UInt8]: Record] = [:]
        for record in try stored() where records.updateValue(record, forKey: Array(record.id.utf8)) != nil {
            throw FdnixError(.corrupt, "the Chroma database has \(record.id.printable(onOneLine: true)) twice")
        }
        try queue.forEach(after: seen) { try Self.apply($0, to: &records) }
        return records.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    private func stored() throws -> [Record] {
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
                try records[row.int(0)]?.setFact(key, value)
            }
            return true
        }
        if try hasLists() {
            try connection.rows(select("embedding_metadata_array"), [.text(segment)]) { row in
                guard let key = row.text(1), let value = try Self.value(row) else { return true }
                let before = records[row.int(0)]?.metadata[key]?.array ?? []
                try records[row.int(0)]?.setFact(key, .array(before + [value]))
                return true
            }
        }
        return Array(records.values)
    }

    /// Does what a row of the queue asks for, as Chroma does it when it next reads.
    private static func apply(_ entry: ChromaQueue.Entry, to records: inout [[UInt8]: Record]) throws {
        let known = records[entry.id]
        switch entry.operation {
        case .add: if known != nil { return }
        case .update: if known == nil { return }
        case .upsert: break
        case .delete:
            records[entry.id] = nil
            return
        }
        var record = known ?? Record(id: String(decoding: entry.id, as: UTF8.self), document: nil, metadata: [:])
        for member in try facts(entry) {
            let value: JSONValue? =
                switch member.value {
                case .null: nil
                case .array(let list): list.isEmpty ? nil : member.value
                case .object:
                    throw FdnixError(.incompatible, "the Chroma queue has a sparse vector, which is not read here")
                default: member.value
                }
            if member.key == documentKey {
                record.document = value?.string
            } else {
                try record.setFact(member.key, value)
            }
        }
        records[entry.id] = record
    }

    private static func facts(_ entry: ChromaQueue.Entry) throws -> [JSONObject.Member] {
        guard let bytes = entry.facts else { return [] }
        do {
            return try JSONValue.parse(bytes).object?.members ?? []
        } catch let error as FdnixError {
            throw FdnixError(
                .corrupt, "the Chroma queue has facts that are no JSON: \(error.message)", underlying: error)
        }
    }

    /// Databases of older versions have no lists.
    private func hasLists() throws -> Bool {
        let sql = "SELECT 1 FROM sqlite_master WHERE name = 'embedding_metadata_array'"
        return try connection.first(sql) { _ in true } ?? false
    }

    /// Whole numbers come as text, which tells those that are none; columns of other types are NULL.
    private func select(_ table: String) -> String {
        """
        SELECT m.id, m.key, m.string_value, CAST(m.int_value AS TEXT), m.float_value, CAST(m.bool_value AS TEXT)
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
        guard let number = row.double(4) else { return nil }
        guard number.isFinite else { throw damaged("\(number)") }
        return .double(number)
    }

    private static func damaged(_ digits: String) -> FdnixError {
        FdnixError(.corrupt, "the Chroma database has the number \(digits.printable(onOneLine: true))")
    }
}

extension Record {
    /// Sets a fact, or removes it. Throws `incompatible` for a second name that differs in nothing but how its accents are
    /// written: facts here have names that Unicode tells apart.
    fileprivate mutating func setFact(_ key: String, _ value: JSONValue?) throws {
        if let index = metadata.index(forKey: key), !metadata[index].key.utf8.elementsEqual(key.utf8) {
            guard value != nil else { return }
            throw FdnixError(
                .incompatible,
                "Chroma's record \(id.printable(onOneLine: true)) has two facts with the name "
                    + "\(key.printable(onOneLine: true)), their accents written in two ways: rename one of them there")
        }
        metadata[key] = value
    }
}
