import JSON
import ReceiptCollections
import ReceiptModel
import Segments

/// The records of a receipt with their vectors, those alone whose bundle has to be written.
struct EmbeddedReceipt {
    /// The records by collection; a collection whose bundle is there already is not among them.
    private(set) var records: [CollectionName: [(record: Record, vector: [Float])]] = [:]
    /// The vectors of all lines, by the line's number.
    private(set) var byLine: [Int: [Float]] = [:]

    /// No records; `existing` is the bundle of lines that is there already, whose vectors are used again.
    init(existing: OpenBundle? = nil) throws {
        for (record, vector) in try existing?.records ?? [] { note(record, vector.numbers) }
    }

    mutating func add(_ records: [(record: Record, vector: [Float])], to collection: CollectionName) {
        self.records[collection] = records
        if collection == .lines { for (record, vector) in records { note(record, vector) } }
    }

    /// The vectors of lines by their numbers.
    static func byLine(_ records: [EmbeddableRecord], _ vectors: [[Float]]) throws -> [Int: [Float]] {
        var receipt = try EmbeddedReceipt()
        receipt.add(zip(records, vectors).map { ($0.record, $1) }, to: .lines)
        return receipt.byLine
    }

    private mutating func note(_ record: Record, _ vector: [Float]) {
        if case .line(_, let line)? = EntityKey(recordID: record.id) { byLine[line] = vector }
    }

    /// The same, all of it bought in the shop `merchant`; empty where that is not known.
    func naming(_ merchant: String) -> EmbeddedReceipt {
        var named = self
        named.records = records.mapValues { records in
            records.map { record, vector in
                var record = record
                record.metadata["merchant_name"] = .string(merchant)
                return (record, vector)
            }
        }
        return named
    }
}
