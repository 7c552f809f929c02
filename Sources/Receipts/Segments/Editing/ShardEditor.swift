import Basics
public import JSON
public import ReceiptModel

/// The records of one shard while they become those of the next version. What does not change stays in the mapped files; what
/// is in memory is what was touched.
public struct ShardEditor {
    /// Which part of the collection this is.
    public let shard: Int
    /// What is known of the receipts.
    public var ledger: Ledger
    private let collection: CollectionName
    private let dimension: Int
    /// The shard's files as they are, the largest first; no record is in two of them.
    private let base: [Segment]
    private let layout: ShardLayout
    /// What becomes of rows of the base: nil where they go.
    private var touched: [Place: Record?] = [:]
    private var added: [[UInt8]: (record: Record, vector: VectorSource)] = [:]

    /// A row of one of the base's files.
    private struct Place: Hashable {
        var file, row: Int
    }

    /// The records of a shard's segments, of which there may be none. Throws `incompatible` for a segment of another collection,
    /// part or dimension.
    public init(
        _ base: [Segment], _ collection: CollectionName, shard: Int, dimension: Int, layout: ShardLayout = .standard
    ) throws {
        for segment in base {
            guard segment.collection == collection, segment.shard == shard,
                segment.count == 0 || segment.dimension == dimension
            else {
                throw FdnixError(.incompatible, "\(segment.name) is not shard \(shard) of \(collection.rawValue)")
            }
        }
        self.shard = shard
        self.collection = collection
        self.dimension = dimension
        self.base = base.sorted { $0.size > $1.size }
        self.layout = layout
        ledger = Ledger(base.map(\.ledger))
    }

    /// Where the base has a record, unless it was taken out. Throws `corrupt`.
    private func place(of id: String) throws -> Place? {
        for (file, segment) in base.enumerated() {
            guard let row = try segment.row(of: id) else { continue }
            let place = Place(file: file, row: row)
            return touched[place] == .some(nil) ? nil : place
        }
        return nil
    }

    /// The rows of the base that have a receipt's records, but for those that were taken out. Throws `corrupt`.
    private func places(of receipt: ReceiptKey) throws -> [Place] {
        try base.enumerated().flatMap { file, segment in
            try segment.rows(of: receipt).map { Place(file: file, row: $0) }
        }.filter { touched[$0] != .some(nil) }
    }

    /// The record with an id as it is now; nil where there is none. Throws `corrupt`.
    public func record(_ id: String) throws -> Record? {
        if let new = added[Array(id.utf8)] { return new.record }
        guard let place = try place(of: id) else { return nil }
        return try touched[place] ?? base[place.file].record(place.row)
    }

    /// The ids of a receipt's records as they are now, in their order. Throws `corrupt`.
    public func ids(of receipt: ReceiptKey) throws -> [String] {
        let prefix = Array("\(receipt.recordPrefix)#".utf8)
        let ids =
            added.keys.filter { $0.starts(with: prefix) }
            + (try places(of: receipt).map { try base[$0.file].id($0.row) })
        return ids.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Removes a record; false where there was none. Throws `corrupt`.
    @discardableResult
    public mutating func remove(_ id: String) throws -> Bool {
        if added.removeValue(forKey: Array(id.utf8)) != nil { return true }
        guard let place = try place(of: id) else { return false }
        touched[place] = .some(nil)
        return true
    }

    /// Removes all records of a receipt and says how many there were. Throws `corrupt`.
    @discardableResult
    public mutating func removeAll(of receipt: ReceiptKey) throws -> Int {
        let prefix = Array("\(receipt.recordPrefix)#".utf8)
        let new = added.keys.filter { $0.starts(with: prefix) }
        for id in new { added[id] = nil }
        let old = try places(of: receipt)
        for place in old { touched[place] = .some(nil) }
        return new.count + old.count
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
        } else if let place = try place(of: id) {
            touched[place] = record
        }
        return true
    }

    /// Whether anything was touched; what was may still be as it was before.
    public var isTouched: Bool { !touched.isEmpty || !added.isEmpty || ledger != Ledger(base.map(\.ledger)) }

    /// How many records there are now.
    public var count: Int {
        base.reduce(0) { $0 + $1.count } - touched.values.count { $0 == nil } + added.count
    }
}

extension ShardEditor {
    /// What a shard is written as.
    public struct Written: Sendable {
        /// The names of the base's files that stay as they are.
        public var kept: [String]
        /// The file with all the rest; nil where nothing is left.
        public var new: WrittenFile?
    }

    /// Writes what is new of the shard into a file of a directory, under a name that tells its content; nothing where that is
    /// one of the `known` files. Throws `io` and `corrupt`.
    public func write(in directory: String, unless known: [WrittenFile] = []) throws -> Written {
        let kept = layout.kept(
            base.enumerated().map { ($1.size, isUntouched($0)) }, new: added.count * (4 * dimension + 512))
        var own = ledger
        for name in base[..<kept].flatMap(\.ledger.entries.keys) { own.set(name, nil) }
        let names = base[..<kept].map(\.name)
        let rows = try rows(from: kept)
        guard !rows.isEmpty || !own.entries.isEmpty else { return Written(kept: names, new: nil) }
        let digits = String(shard)
        let prefix = "seg-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        let header = SegmentHeader(
            collection: collection, shard: shard, dimension: dimension, count: 0, rowsLength: 0, ledger: own)
        return Written(
            kept: names, new: try SegmentWriter.write(rows, header, prefix: prefix, in: directory, unless: known))
    }

    /// Whether one of the base's files would be written as it is.
    private func isUntouched(_ file: Int) -> Bool {
        !touched.keys.contains { $0.file == file }
            && base[file].ledger.entries.allSatisfy { ledger.entries[$0.key] == $0.value }
    }

    /// The rows that stay of the base's files from a number on, with the new ones between them.
    private func rows(from first: Int) throws -> [SegmentRow] {
        var rows: [(id: [UInt8], row: SegmentRow)] = []
        rows.reserveCapacity(count)
        for (file, segment) in base.enumerated().dropFirst(first) {
            for row in 0..<segment.count {
                switch touched[Place(file: file, row: row)] {
                case nil: rows.append((try segment.id(row), SegmentRow(line: nil, vector: .segment(segment, row: row))))
                case .some(let record?):
                    rows.append(
                        (try segment.id(row), SegmentRow(line: record.encoded, vector: .segment(segment, row: row))))
                case .some(nil): break
                }
            }
        }
        for (id, new) in added { rows.append((id, SegmentRow(line: new.record.encoded, vector: new.vector))) }
        rows.sort { $0.id.lexicographicallyPrecedes($1.id) }
        return rows.map(\.row)
    }
}
