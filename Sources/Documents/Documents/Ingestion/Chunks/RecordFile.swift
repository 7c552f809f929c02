import Basics

/// Writes records of any length one after the other to a file.
final class RecordWriter {
    private let file: FileWriter
    private var buffer: [UInt8] = []

    /// Creates the file. Throws `io`.
    init(creating path: String) throws { file = try FileWriter(creating: path) }

    /// Adds a record. Throws `io`, as for a full disk.
    func append(_ record: [UInt8]) throws {
        withUnsafeBytes(of: UInt32(record.count).littleEndian) { buffer += $0 }
        buffer += record
        if buffer.count >= Self.pieceSize { try flush() }
    }

    /// Writes what is left and closes the file. Throws `io`.
    func close() throws {
        try flush()
        try file.close()
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try file.write($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private static let pieceSize = 1 << 18
}

/// Reads the records of a file in their order.
struct RecordReader {
    private let file: RandomAccessFile
    private var buffer: ArraySlice<UInt8> = []
    private var offset = 0

    /// Opens the file. Throws `notFound` or `io`.
    init(_ path: String) throws { file = try RandomAccessFile(reading: path) }

    /// The next record; nil at the end. Throws `io`, and `corrupt` where the file ends within a record.
    mutating func next() throws -> [UInt8]? {
        guard try fill(4) else { return nil }
        let length = buffer.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard try fill(4 + length) else { throw FdnixError(.corrupt, "\(file.path) ends within a record") }
        defer { buffer = buffer.dropFirst(4 + length) }
        return Array(buffer.dropFirst(4).prefix(length))
    }

    /// Whether `count` bytes could be had; at the very end none are.
    private mutating func fill(_ count: Int) throws -> Bool {
        guard buffer.count < count else { return true }
        let piece = try file.blockingRead(max(Self.pieceSize, count - buffer.count), at: offset)
        offset += piece.count
        buffer = (Array(buffer) + piece)[...]
        guard buffer.count < count else { return true }
        guard buffer.isEmpty else { throw FdnixError(.corrupt, "\(file.path) ends within a record") }
        return false
    }

    private static let pieceSize = 1 << 20
}
