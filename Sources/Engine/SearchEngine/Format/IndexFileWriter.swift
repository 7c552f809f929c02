import Basics

/// Writes an index file: header, section table, aligned sections.
struct IndexFileWriter {
    private var sections: [(IndexFormat.Section, [UInt8])] = []

    /// Adds a section of raw bytes.
    mutating func add(_ section: IndexFormat.Section, _ bytes: [UInt8]) { sections.append((section, bytes)) }

    /// Adds a section that is an array of fixed-size numbers.
    mutating func add<T: BitwiseCopyable>(_ section: IndexFormat.Section, _ values: [T]) {
        add(section, values.withUnsafeBytes { [UInt8]($0) })
    }

    /// Adds the sections of another writer.
    mutating func append(_ other: IndexFileWriter) { sections += other.sections }

    /// Writes the file front to back at `path` (a temporary one; the caller renames it).
    func write(to path: String) throws {
        var offset = IndexFormat.headerSize + sections.count * IndexFormat.entrySize
        var table = ByteBuilder()
        var starts: [Int] = []
        for (section, bytes) in sections {
            offset = Self.aligned(offset)
            starts.append(offset)
            table.append(section.rawValue)
            table.append(UInt32(0))
            table.append(UInt64(offset))
            table.append(UInt64(bytes.count))
            table.append(bytes.withUnsafeBytes { XXHash64.hash($0) })
            offset += bytes.count
        }
        var header = ByteBuilder()
        header.append(IndexFormat.magic)
        header.append(IndexFormat.version)
        header.append(UInt32(sections.count))
        header.append(UInt64(offset))
        header.append(table.bytes.withUnsafeBytes { XXHash64.hash($0) })
        header.pad(to: IndexFormat.headerSize)

        let file = try FileWriter(creating: path)
        try header.bytes.withUnsafeBytes { try file.write($0) }
        try table.bytes.withUnsafeBytes { try file.write($0) }
        let padding = [UInt8](repeating: 0, count: IndexFormat.alignment)
        for ((_, bytes), start) in zip(sections, starts) {
            try padding[..<(start - file.offset)].withUnsafeBytes { try file.write($0) }
            try bytes.withUnsafeBytes { try file.write($0) }
        }
        try file.close()
    }

    private static func aligned(_ offset: Int) -> Int {
        (offset + IndexFormat.alignment - 1) / IndexFormat.alignment * IndexFormat.alignment
    }
}

/// Appends numbers and strings to bytes.
struct ByteBuilder {
    private(set) var bytes: [UInt8] = []

    mutating func append<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    mutating func append(contentsOf more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
    mutating func pad(to size: Int) { bytes.append(contentsOf: repeatElement(0, count: size - bytes.count)) }
}
