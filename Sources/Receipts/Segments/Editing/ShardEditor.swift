import Basics
public import JSON
public import ReceiptModel

/// The records of one shard while they become those of the next version. What does not change stays in the mapped file; what
/// is in memory is what was touched.
public struct ShardEditor {
    /// Which part of the collection this is.
    public let shard: Int
    /// What is known of the receipts.
    public var ledger: Ledger
    private let collection: CollectionName
    private let dimension: Int
    private let base: Segment?
    /// What becomes of rows of the base: nil where they go.
    private var touched: [Int: Record?] = [:]
    private var added: [[UInt8]: (record: Record, vector: VectorSource)] = [:]

    /// The records of a segment, or none. Throws `incompatible` for a segment of another collection, part or dimension.
    public init(_ base: Segment?, _ collection: CollectionName, shard: Int, dimension: Int) throws {
        if let base {
            guard base.collection == collection, base.shard == shard, base.count == 0 || base.dimension == dimension
            else {
                throw FdnixError(.incompatible, "\(base.name) is not shard \(shard) of \(collection.rawValue)")
            }
        }
        self.shard = shard
        self.collection = collection
        self.dimension = dimension
        self.base = base
        ledger = base?.ledger ?? Ledger()
    }

    /// The record with an id as it is now; nil where there is none. Throws `corrupt`.
    public func record(_ id: String) throws -> Record? {
        if let new = added[Array(id.utf8)] { return new.record }
        guard let base, let row = try base.row(of: id) else { return nil }
        if let record = touched[row] { return record }
        return try base.record(row)
    }

    /// The ids of a receipt's records as they are now, in their order. Throws `corrupt`.
    public func ids(of receipt: ReceiptKey) throws -> [String] {
        let prefix = Array("\(receipt.recordPrefix)#".utf8)
        var ids = added.keys.filter { $0.starts(with: prefix) }
        if let base {
            for row in try base.rows(of: receipt) where touched[row] != .some(nil) {
                ids.append(try base.id(row))
            }
        }
        return ids.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Removes a record; false where there was none. Throws `corrupt`.
    @discardableResult
    public mutating func remove(_ id: String) throws -> Bool {
        if added.removeValue(forKey: Array(id.utf8)) != nil { return true }
        guard let row = try base?.row(of: id), touched[row] != .some(nil) else { return false }
        touched[row] = .some(nil)
        return true
    }

    /// Removes all records of a receipt and says how many there were. Throws `corrupt`.
    @discardableResult
    public mutating func removeAll(of receipt: ReceiptKey) throws -> Int {
        let prefix = Array("\(receipt.recordPrefix)#".utf8)
        var removed = 0
        for id in added.keys.filter({ $0.starts(with: prefix) }) {
            added[id] = nil
            removed += 1
        }
        for row in try base?.rows(of: receipt) ?? 0..<0 where touched[row] != .some(nil) {
            touched[row] = .some(nil)
            removed += 1
        }
        return removed
    }

    /// Puts a record in the place of one with the same id, if there is one. Throws `corrupt`.
    public mutating func put(_ record: Record, _ vector: VectorSource) throws {
        try remove(record.id)
        added[Array(record.id.utf8)] = (record, vector)
    }

    /// Puts a record in the place of one with the same id, whose other facts stay. Throws `corrupt`.
    public mutating func merge(_ record: Record, _ vector: VectorSource) throws {
        var merged = record
        if let old = try self.record(record.id) {
            merged.metadata = old.metadata.merging(record.metadata) { $1 }
            merged.document = record.document ?? old.document
        }
        try put(merged, vector)
    }

    /// Writes a record's facts anew; false where there is no such record. Throws `corrupt`.
    @discardableResult
    public mutating func update(_ id: String, _ derive: ([String: JSONValue]) throws -> [String: JSONValue]) throws
        -> Bool
    {
        guard var record = try record(id) else { return false }
        let metadata = try derive(record.metadata)
        guard metadata != record.metadata else { return true }
        record.metadata = metadata
        if let new = added[Array(id.utf8)] {
            added[Array(id.utf8)] = (record, new.vector)
        } else if let row = try base?.row(of: id) {
            touched[row] = record
        }
        return true
    }

    /// Whether anything was touched; what was may still be as it was before.
    public var isTouched: Bool { !touched.isEmpty || !added.isEmpty || ledger != base?.ledger ?? Ledger() }

    /// How many records there are now.
    public var count: Int { (base?.count ?? 0) - touched.values.count { $0 == nil } + added.count }

    /// Writes the shard's next file into a directory, under a name that tells its content; nothing where that is the `known`
    /// file. Throws `io` and `corrupt`.
    public func write(in directory: String, unless known: WrittenFile? = nil) throws -> WrittenFile {
        let digits = String(shard)
        let prefix = "seg-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        let header = SegmentHeader(
            collection: collection, shard: shard, dimension: dimension, count: 0, rowsLength: 0, ledger: ledger)
        return try SegmentWriter.write(try rows(), header, prefix: prefix, in: directory, unless: known)
    }

    /// The rows of the base that stay, with the new ones between them.
    private func rows() throws -> [SegmentRow] {
        var rows: [SegmentRow] = []
        rows.reserveCapacity(count)
        var next = 0
        func keep(upTo end: Int) {
            guard let base else { return }
            while next < end {
                switch touched[next] {
                case nil: rows.append(SegmentRow(line: nil, vector: .segment(base, row: next)))
                case .some(let record?):
                    rows.append(SegmentRow(line: record.encoded, vector: .segment(base, row: next)))
                case .some(nil): break
                }
                next += 1
            }
        }
        for (id, new) in added.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            keep(upTo: try base?.firstRow(notBefore: id) ?? 0)
            rows.append(SegmentRow(line: new.record.encoded, vector: new.vector))
        }
        keep(upTo: base?.count ?? 0)
        return rows
    }
}
