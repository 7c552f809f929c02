import CZlib

/// Writes archives as tests want them, broken ones among them.
package struct ZipWriter {
    private struct Entry {
        let name: [UInt8]
        let method: UInt16
        let checksum: UInt32
        let stored: [UInt8]
        let size: UInt32
        let offset: UInt32
        let flags: UInt16
    }

    private var entries: [Entry] = []
    private var bytes: [UInt8] = []

    /// An archive without entries.
    package init() {}

    /// Adds an entry, compressed where `isCompressed`; `claimedSize` is what the headers say of its length.
    package mutating func add(
        _ name: String, _ contents: [UInt8], isCompressed: Bool = true, claimedSize: Int? = nil,
        isEncrypted: Bool = false
    ) {
        let stored = isCompressed ? Self.deflate(contents) : contents
        let entry = Entry(
            name: Array(name.utf8), method: isCompressed ? 8 : 0,
            checksum: contents.withUnsafeBufferPointer { UInt32(crc32(0, $0.baseAddress, UInt32($0.count))) },
            stored: stored, size: UInt32(claimedSize ?? contents.count), offset: UInt32(bytes.count),
            flags: isEncrypted ? 1 : 0)
        entries.append(entry)
        bytes += Self.little(UInt32(0x0403_4B50)) + Self.fields(entry)
        bytes += Self.little(UInt16(entry.name.count)) + Self.little(UInt16(0)) + entry.name + stored
    }

    package mutating func add(_ name: String, _ contents: String) { add(name, Array(contents.utf8)) }

    /// The whole archive.
    package func finished() -> [UInt8] {
        var bytes = bytes
        let start = UInt32(bytes.count)
        for entry in entries {
            bytes += Self.little(UInt32(0x0201_4B50)) + Self.little(UInt16(20)) + Self.fields(entry)
            bytes +=
                Self.little(UInt16(entry.name.count)) + [UInt8](repeating: 0, count: 12) + Self.little(entry.offset)
            bytes += entry.name
        }
        let length = UInt32(bytes.count) - start
        bytes += Self.little(UInt32(0x0605_4B50)) + Self.little(UInt32(0)) + Self.little(UInt16(entries.count))
        bytes += Self.little(UInt16(entries.count)) + Self.little(length) + Self.little(start) + Self.little(UInt16(0))
        return bytes
    }

    /// An archive of these entries.
    package static func archive(_ entries: KeyValuePairs<String, String>) -> [UInt8] {
        var writer = ZipWriter()
        for (name, contents) in entries { writer.add(name, contents) }
        return writer.finished()
    }

    /// What both headers of an entry have: version, flags, method, time, date, checksum, lengths.
    private static func fields(_ entry: Entry) -> [UInt8] {
        little(UInt16(20)) + little(entry.flags) + little(entry.method) + little(UInt16(0)) + little(UInt16(0x21))
            + little(entry.checksum) + little(UInt32(entry.stored.count)) + little(entry.size)
    }

    private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func deflate(_ contents: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        // Minus 15: without the header that a ZIP archive has in another form.
        deflateInit2_(
            &stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var target = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(contents.count))))
        var source = contents
        let count = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
                (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
                CZlib.deflate(&stream, Z_FINISH)
                return target.count - Int(stream.avail_out)
            }
        }
        return Array(target.prefix(count))
    }
}
