import Basics
import CZlib

/// Writes a ZIP archive (APPNOTE.TXT 6.3.3) of deflated files, front to back in constant memory.
///
/// The same files give the same bytes: every entry has mode 0644 and the date 1980-01-01. Archives that would need
/// ZIP64 are refused.
public final class ZipWriter {
    private struct Entry {
        var name: [UInt8]
        var offset: UInt32
        var crc: UInt32 = 0
        var compressed: UInt32 = 0
        var size: UInt32 = 0
    }

    private static let pieceSize = 1 << 20
    private static let limit = Int(UInt32.max) - 1
    private let file: FileWriter
    private var entries: [Entry] = []

    /// Begins an archive at `path`, which it creates or empties. Throws `notFound` or `io`.
    public init(creating path: String) throws { file = try FileWriter(creating: path) }

    /// Adds the file at `path` under a name of ASCII. Throws `usage` for another name, `incompatible` for what the
    /// format cannot hold, `notFound` and `io`, and `CancellationError` where the task is cancelled.
    public func add(_ name: String, file path: String, level: Int = 6) throws {
        let bytes = Array(name.utf8)
        guard (1...1000).contains(bytes.count), bytes.allSatisfy({ (0x20...0x7E).contains($0) }), !name.hasPrefix("/")
        else { throw FdnixError(.usage, "the name of an entry in an archive is ASCII and relative, not \"\(name)\"") }
        let source = ByteView(try MappedFile(path: path))
        guard source.count <= Self.limit, entries.count < 65_000 else { throw tooLarge() }
        var entry = Entry(name: bytes, offset: try offset(), size: UInt32(source.count))
        // Its sums are known at its end, and written over these.
        try append(local(entry) + bytes)
        let start = file.offset
        let encoder = try DeflateEncoder(.raw, level: level)
        var crc = crc32(0, nil, 0)
        var done = 0
        while done < source.count {
            try Task.checkCancellation()
            let piece = try source.slice(done, min(Self.pieceSize, source.count - done))
            crc = crc32(crc, piece.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), uInt(piece.count))
            try encoder.encode(piece.bytes) { try file.write($0) }
            done += piece.count
        }
        withExtendedLifetime(source) {}
        try encoder.finish { try file.write($0) }
        guard file.offset - start <= Self.limit else { throw tooLarge() }
        entry.crc = UInt32(truncatingIfNeeded: crc)
        entry.compressed = UInt32(file.offset - start)
        try local(entry).withUnsafeBytes { try file.overwrite($0, at: Int(entry.offset)) }
        entries.append(entry)
    }

    /// Writes the directory at the end and closes the file. Throws `io`.
    public func finish() throws {
        let start = try offset()
        for entry in entries { try append(central(entry) + entry.name) }
        var end: [UInt8] = []
        end.add(UInt32(0x0605_4B50), UInt32(0))
        end.add(UInt16(entries.count), UInt16(entries.count))
        end.add(try offset() - start, start)
        end.add(UInt16(0))
        try append(end)
        try file.close()
    }

    private func append(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try file.write($0) } }

    private func offset() throws -> UInt32 {
        guard file.offset <= Self.limit else { throw tooLarge() }
        return UInt32(file.offset)
    }

    private func tooLarge() -> FdnixError {
        FdnixError(
            .incompatible, "\(file.path) would have more than the 4 GB or 65,000 entries that a plain ZIP can hold")
    }

    /// §4.3.7, without the name.
    private func local(_ entry: Entry) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.add(UInt32(0x0403_4B50))
        addCommon(entry, to: &bytes)
        return bytes
    }

    /// §4.3.12, without the name.
    private func central(_ entry: Entry) -> [UInt8] {
        var bytes: [UInt8] = []
        // Made by version 2.0 on Unix, where the upper half of the attributes is the mode: a file, rw-r--r--.
        bytes.add(UInt32(0x0201_4B50))
        bytes.add(UInt16(0x0314))
        addCommon(entry, to: &bytes)
        bytes.add(UInt16(0), UInt16(0), UInt16(0))
        bytes.add(UInt32(0o100644 << 16), entry.offset)
        return bytes
    }

    /// What both headers say of an entry: version needed, flags, method 8, time, date, sums, lengths of name and
    /// extras.
    private func addCommon(_ entry: Entry, to bytes: inout [UInt8]) {
        bytes.add(UInt16(20), UInt16(0), UInt16(8), UInt16(0), UInt16(1 << 5 | 1))
        bytes.add(entry.crc, entry.compressed, entry.size)
        bytes.add(UInt16(entry.name.count), UInt16(0))
    }
}

extension [UInt8] {
    /// Adds numbers, least significant byte first.
    fileprivate mutating func add<T: FixedWidthInteger>(_ numbers: T...) {
        for number in numbers { Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) } }
    }
}
