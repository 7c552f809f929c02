import Basics
import JSON
import ReceiptModel

/// What stands before the vectors of a segment: what they are, and where everything lies.
struct SegmentHeader: Equatable {
    /// The first eight bytes of every segment; the digits count the versions of the format.
    static let magic = Array("RSEG0001".utf8)
    /// The vectors begin at a multiple of this.
    static let alignment = 64
    private static let (mostRecords, mostDimensions) = (1 << 31, 1 << 16)

    var collection: CollectionName
    /// Nil in a bundle.
    var shard: Int?
    var dimension: Int
    var count: Int
    var rowsLength: Int
    var ledger: Ledger
    var matrixOffset = 0

    var rowsOffset: Int { matrixOffset + matrixLength }
    var matrixLength: Int { count * dimension * 4 }
    var fileSize: Int { rowsOffset + rowsLength }

    /// The bytes up to the first vector. Where that lies is said in them, and more digits push it further: it only ever grows,
    /// until everything has room.
    mutating func encode() -> [UInt8] {
        while true {
            let json = self.json
            let used = Self.magic.count + 4 + json.count
            guard used > matrixOffset else {
                let length = withUnsafeBytes(of: UInt32(json.count).littleEndian) { Array($0) }
                return Self.magic + length + json + Array(repeating: 0, count: matrixOffset - used)
            }
            matrixOffset = (used + Self.alignment - 1) / Self.alignment * Self.alignment
        }
    }

    private var json: [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object {
            $0.member("collection", collection.rawValue)
            $0.member("count", count)
            $0.member("dims", dimension)
            $0.member("matrix_offset", matrixOffset)
            $0.member("receipts", ledger.json)
            $0.member("rows_length", rowsLength)
            $0.member("rows_offset", rowsOffset)
            $0.member("schema", 1)
            if let shard { $0.member("shard", shard) } else { $0.nullMember("shard") }
        }
        return writer.bytes
    }

    /// Reads the header of a file and checks that everything it says lies within. Throws `corrupt`, and `incompatible` for
    /// another version of the format.
    init(_ file: ByteView, _ name: String) throws {
        let start = try file.slice(0, 12, "\(name): the header")
        guard start.bytes.prefix(4).elementsEqual(Self.magic.prefix(4)) else {
            throw FdnixError(.corrupt, "\(name) is not a segment: it begins with other bytes")
        }
        guard start.bytes.prefix(8).elementsEqual(Self.magic) else {
            throw FdnixError(
                .incompatible, "\(name) is a segment of another version of the format; a newer program reads it")
        }
        let length = Int(UInt32(littleEndian: start.bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
        let text = try file.slice(12, length, "\(name): the header")
        let json: JSONValue
        do {
            json = try JSONValue.parse(text.bytes)
        } catch { throw FdnixError(.corrupt, "\(name): the header is not JSON", underlying: error) }
        func number(_ key: String, _ range: ClosedRange<Int>) throws -> Int {
            guard let value = json[key]?.int.map(Int.init), range.contains(value) else {
                throw FdnixError(.corrupt, "\(name): the header has no valid \(key)")
            }
            return value
        }
        guard try number("schema", 1...Int.max) == 1 else {
            throw FdnixError(.incompatible, "\(name) is a segment of another schema; a newer program reads it")
        }
        guard let collection = json["collection"]?.string.flatMap(CollectionName.init) else {
            throw FdnixError(.corrupt, "\(name): the header has no valid collection")
        }
        self.collection = collection
        if let value = json["shard"], !value.isNull { shard = try number("shard", 0...Self.mostRecords) }
        count = try number("count", 0...Self.mostRecords)
        dimension = try number("dims", count == 0 ? 0...Self.mostDimensions : 1...Self.mostDimensions)
        matrixOffset = try number("matrix_offset", (12 + length)...file.count)
        rowsLength = try number("rows_length", 0...file.count)
        ledger = try Ledger(json["receipts"] ?? [:])
        guard matrixOffset % Self.alignment == 0, try number("rows_offset", 0...file.count) == rowsOffset,
            fileSize == file.count
        else { throw FdnixError(.corrupt, "\(name): its parts do not fill the file") }
    }

    init(collection: CollectionName, shard: Int?, dimension: Int, count: Int, rowsLength: Int, ledger: Ledger) {
        self.collection = collection
        self.shard = shard
        self.dimension = dimension
        self.count = count
        self.rowsLength = rowsLength
        self.ledger = ledger
    }
}
