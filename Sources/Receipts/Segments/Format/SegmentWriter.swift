import Basics
import Digests
import Platform
import ReceiptModel

/// A row of a segment that is written: one of another segment as it is there, or one of its own.
struct SegmentRow {
    /// The record as a line of JSON; nil for the line that the segment of the vector has.
    var line: [UInt8]?
    /// Where the vector is.
    var vector: VectorSource
}

/// A vector in memory, or in a segment.
public enum VectorSource: Sendable {
    /// These numbers, in memory.
    case numbers([Float])
    /// Those of a record of a segment.
    case segment(Segment, row: Int)

    var count: Int {
        switch self {
        case .numbers(let numbers): numbers.count
        case .segment(let segment, _): segment.dimension
        }
    }

    /// The numbers of the vector, copied into memory.
    public var numbers: [Float] {
        switch self {
        case .numbers(let numbers): numbers
        case .segment(let segment, let row): segment.embedding(row)
        }
    }

    func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        switch self {
        case .numbers(let numbers): try numbers.withUnsafeBytes(body)
        case .segment(let segment, let row): try withExtendedLifetime(segment) { try body(.init(segment.vector(row))) }
        }
    }
}

/// A file that was written, with what manifests say of it.
public struct WrittenFile: Sendable, Hashable {
    /// The file's name, which has a part of its SHA-256 in it: equal content has an equal name.
    public var name: String
    /// The SHA-256 of its bytes, in hexadecimal.
    public var sha256: String
    /// The MD5 of its bytes, in hexadecimal.
    public var md5: String
    /// Its size in bytes.
    public var bytes: Int
    /// How many records are in it.
    public var records: Int
}

/// Writes segments. Equal rows and ledger give equal bytes.
enum SegmentWriter {
    /// Writes rows, which are in the order of their ids, into a file of `directory` named by `prefix` and its content; nothing
    /// where that would be one of the `known` files.
    static func write(
        _ rows: [SegmentRow], _ header: SegmentHeader, prefix: String, in directory: String,
        unless known: [WrittenFile] = []
    ) throws -> WrittenFile {
        var header = header
        let lines = try rows.map { row in try row.line.map { ByteView(copying: $0) } ?? row.ownLine() }
        header.count = rows.count
        header.rowsLength = lines.reduce(0) { $0 + $1.count + 1 }
        let temporary = AtomicFile.temporaryPath(for: "\(directory)/\(prefix)")
        do {
            var output = try HashedOutput(temporary)
            try output.write(header.encode())
            for row in rows {
                guard row.vector.count == header.dimension else {
                    throw FdnixError(
                        .incompatible, "a vector has \(row.vector.count) numbers, those beside it \(header.dimension)")
                }
                try row.vector.withBytes { try output.write($0) }
            }
            for line in lines {
                try output.write(line.bytes)
                try output.write([0x0A])
            }
            let (sha256, md5, bytes) = try output.finish()
            let name = "\(prefix)-\(sha256.prefix(16)).seg"
            let file = WrittenFile(name: name, sha256: sha256, md5: md5, bytes: bytes, records: rows.count)
            if known.contains(file) {
                unlink(temporary)
            } else {
                // Not synced: who publishes the file does that, or uploads it.
                guard rename(temporary, "\(directory)/\(name)") == 0 else { throw FdnixError.io("write", name) }
            }
            return file
        } catch {
            unlink(temporary)
            throw error
        }
    }
}

extension SegmentRow {
    fileprivate func ownLine() throws -> ByteView {
        guard case .segment(let segment, let row) = vector else {
            throw FdnixError(.corrupt, "a record has neither a line nor a segment")
        }
        return try segment.line(row)
    }
}

/// A file whose digests are made as it is written, a megabyte at a time.
private struct HashedOutput: ~Copyable {
    private let file: FileWriter
    private var sha256: Digest?
    private var md5: Digest?
    private var buffer: [UInt8] = []
    private static let block = 1 << 20

    init(_ path: String) throws {
        let file = try FileWriter(creating: path)
        let sha256 = try Digest(.sha256)
        let md5 = try Digest(.md5)
        self.file = file
        self.sha256 = consume sha256
        self.md5 = consume md5
        buffer.reserveCapacity(2 * Self.block)
    }

    mutating func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        bytes.withMemoryRebound(to: UInt8.self) { buffer.append(contentsOf: $0) }
        if buffer.count >= Self.block { try flush() }
    }

    private mutating func flush() throws {
        sha256?.update(buffer)
        md5?.update(buffer)
        try buffer.withUnsafeBytes { try file.write($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Closes the file and tells its digests and size.
    mutating func finish() throws -> (sha256: String, md5: String, bytes: Int) {
        try flush()
        try file.close()
        return (
            sha256.take()?.finalize().hexadecimal ?? "", md5.take()?.finalize().hexadecimal ?? "", file.offset
        )
    }
}
