public import Basics
public import ReceiptModel
import Synchronization

/// A file of records with their vectors, sorted by id; it never changes. It is mapped, so only what is read takes memory.
public final class Segment: Sendable {
    /// The file's name, for messages.
    public let name: String
    /// The collection that the records are of.
    public let collection: CollectionName
    /// Which part of the collection it is; nil for a bundle.
    public let shard: Int?
    /// How many numbers a vector has.
    public let dimension: Int
    /// How many records there are.
    public let count: Int
    /// What is known of the receipts whose records lie here.
    public let ledger: Ledger
    /// All vectors, one after the other.
    let vectors: MappedArray<Float>
    private let file, rows: ByteView
    /// Where each row begins, and where the last one ends; looked for when first asked for.
    private let offsets = Mutex<[Int]?>(nil)

    /// Opens the file at `path`. Throws `notFound`, `io`, `corrupt` for bytes that contradict one another, and `incompatible`
    /// for another version of the format.
    public convenience init(path: String) throws {
        try self.init(ByteView(MappedFile(path: path)), name: FileSystem.name(of: path))
    }

    /// Opens bytes that are a segment. Throws as `init(path:)` does.
    public init(_ file: ByteView, name: String) throws {
        let header = try SegmentHeader(file, name)
        self.name = name
        self.file = file
        (collection, shard) = (header.collection, header.shard)
        (dimension, count, ledger) = (header.dimension, header.count, header.ledger)
        vectors = try MappedArray(file.slice(header.matrixOffset, header.matrixLength), "\(name): the vectors")
        rows = try file.slice(header.rowsOffset, header.rowsLength, "\(name): the rows")
    }

    /// The size of the file in bytes.
    public var size: Int { file.count }

    /// Lets the system have back the memory of what was read of the file; what is read again comes from the file.
    public func release() { file.release() }

    /// A record's vector; the number must be below `count`. It is valid as long as the segment lives.
    func vector(_ row: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: vectors.buffer[row * dimension..<(row + 1) * dimension])
    }

    /// The numbers of a record's vector, copied; the number must be below `count`.
    public func embedding(_ row: Int) -> [Float] { Array(vector(row)) }

    /// The record with a number below `count`, without its vector. Throws `corrupt`.
    public func record(_ row: Int) throws -> Record {
        do {
            return try Record(try line(row).bytes)
        } catch { throw FdnixError(.corrupt, "\(name): row \(row) is not a record", underlying: error) }
    }

    /// The bytes of a record's id, looked for without reading the whole record. Throws `corrupt`.
    public func id(_ row: Int) throws -> [UInt8] {
        let line = try line(row)
        return try RecordLine.id(line.bytes) ?? Array(record(row).id.utf8)
    }

    /// The row of a record as it is written, without its line end.
    func line(_ row: Int) throws -> ByteView {
        let offsets = try rowOffsets()
        return try rows.slice(offsets[row], offsets[row + 1] - offsets[row] - 1)
    }

    private func rowOffsets() throws -> [Int] {
        try offsets.withLock { known in
            if let known { return known }
            var found = [0]
            found.reserveCapacity(count + 1)
            for (index, byte) in rows.bytes.enumerated() where byte == 0x0A { found.append(index + 1) }
            guard found.count == count + 1, found.last == rows.count else {
                throw FdnixError(.corrupt, "\(name): it has \(found.count - 1) rows and should have \(count)")
            }
            known = found
            return found
        }
    }

    /// The number of the record with an id, nil where there is none. Throws `corrupt`.
    public func row(of id: String) throws -> Int? {
        let row = try firstRow(notBefore: Array(id.utf8))
        return try row < count && self.id(row).elementsEqual(id.utf8) ? row : nil
    }

    /// The numbers of a receipt's records. Throws `corrupt`.
    public func rows(of receipt: ReceiptKey) throws -> Range<Int> {
        // The character after `#` ends the range of what begins with it.
        let start = try firstRow(notBefore: Array("\(receipt.recordPrefix)#".utf8))
        return start..<max(start, try firstRow(notBefore: Array("\(receipt.recordPrefix)$".utf8)))
    }

    /// The number of the first record whose id does not come before these bytes; `count` where all do.
    func firstRow(notBefore id: [UInt8]) throws -> Int {
        try (0..<count).partitionPoint { try !self.id($0).lexicographicallyPrecedes(id) }
    }

    /// Reads everything: ids ascend, each once, and all numbers are finite. Throws `corrupt` where not.
    public func verify() throws {
        var before: String?
        for row in 0..<count {
            let id = try record(row).id
            if let before, !before.utf8.lexicographicallyPrecedes(id.utf8) {
                throw FdnixError(.corrupt, "\(name): row \(row) is not in the order of ids")
            }
            guard Self.isFinite(vector(row)) else {
                throw FdnixError(.corrupt, "\(name): the vector of row \(row) has a number that is not finite")
            }
            before = id
        }
        // Counts the rows also where there are none.
        _ = try rowOffsets()
    }

    /// Whether no number is an infinity or NaN: those have all bits of the exponent set.
    private static func isFinite(_ vector: UnsafeBufferPointer<Float>) -> Bool {
        var largest: UInt32 = 0
        for number in vector { largest = max(largest, number.bitPattern & 0x7FFF_FFFF) }
        return largest < Float.infinity.bitPattern
    }
}
