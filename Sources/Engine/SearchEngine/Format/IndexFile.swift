import Basics

/// An open index file: the header is checked, sections are found, nothing is parsed or copied.
struct IndexFile: Sendable {
    /// Where it was opened.
    let path: String
    /// Size in bytes.
    let size: Int
    /// The checksum of the section table, which holds the sections' own: it tells contents apart.
    let fingerprint: UInt64
    private let sections: [UInt32: (view: ByteView, checksum: UInt64)]

    /// Maps the file and checks header and section table (not the sections' checksums: `verify` does).
    init(path: String) throws {
        let view = ByteView(try MappedFile(path: path))
        try self.init(path: path, view: view)
    }

    /// Reads an index from memory.
    init(path: String, view: ByteView) throws {
        func corrupt(_ what: String) -> FdnixError {
            FdnixError(.corrupt, "\(path): \(what); build it again")
        }
        guard view.count >= IndexFormat.headerSize else { throw corrupt("too short to be a search index") }
        let header = try view.slice(0, IndexFormat.headerSize).bytes
        func u32(_ i: Int) -> UInt32 { UInt32(littleEndian: header.loadUnaligned(fromByteOffset: i, as: UInt32.self)) }
        func u64(_ i: Int) -> UInt64 { UInt64(littleEndian: header.loadUnaligned(fromByteOffset: i, as: UInt64.self)) }
        guard u64(0) == IndexFormat.magic else { throw corrupt("not a search index") }
        guard u32(8) == IndexFormat.version else {
            throw FdnixError(
                .incompatible,
                "\(path): index format \(u32(8)), this program reads \(IndexFormat.version); build it again"
            )
        }
        guard u32(12) <= IndexFormat.maximumSections else { throw corrupt("damaged header") }
        guard u64(16) == UInt64(view.count) else {
            throw corrupt("\(view.count) bytes long where its header says \(u64(16))")
        }
        let count = Int(u32(12))
        let table = try view.slice(IndexFormat.headerSize, count * IndexFormat.entrySize, path)
        guard XXHash64.hash(table.bytes) == u64(24) else { throw corrupt("damaged section table") }
        var found: [UInt32: (view: ByteView, checksum: UInt64)] = [:]
        for i in 0..<count {
            let entry = i * IndexFormat.entrySize
            func field<T: FixedWidthInteger>(_ offset: Int, _: T.Type) -> T {
                T(littleEndian: table.bytes.loadUnaligned(fromByteOffset: entry + offset, as: T.self))
            }
            guard let offset = Int(exactly: field(8, UInt64.self)), let length = Int(exactly: field(16, UInt64.self)),
                offset % IndexFormat.alignment == 0
            else { throw corrupt("damaged section table") }
            found[field(0, UInt32.self)] = (try view.slice(offset, length, path), field(24, UInt64.self))
        }
        sections = found
        fingerprint = u64(24)
        size = view.count
        self.path = path
    }

    /// The bytes of a section; throws `corrupt` where the file has none.
    func section(_ section: IndexFormat.Section) throws -> ByteView {
        guard let found = sections[section.rawValue] else {
            throw FdnixError(.corrupt, "\(path): section \(section) is missing; build it again")
        }
        return found.view
    }

    /// The bytes of a section that not every file has.
    func sectionIfPresent(_ section: IndexFormat.Section) -> ByteView? { sections[section.rawValue]?.view }

    /// A section as numbers, with the count it must have.
    func array<T: BitwiseCopyable & Sendable>(_ section: IndexFormat.Section, of type: T.Type, count: Int) throws
        -> MappedArray<T>
    {
        let values = try MappedArray<T>(self.section(section), "\(path): section \(section)")
        guard values.count == count else {
            throw FdnixError(.corrupt, "\(path): section \(section) has \(values.count) entries, not \(count)")
        }
        return values
    }

    /// A string table made of two sections.
    func strings(_ offsets: IndexFormat.Section, _ blob: IndexFormat.Section, count: Int) throws -> StringTable {
        try StringTable(
            offsets: section(offsets), blob: section(blob), count: count, "\(path): section \(offsets)")
    }

    /// Section names and sizes, in file order of their kinds.
    var sizes: [(name: String, bytes: Int)] {
        IndexFormat.Section.allCases.compactMap { kind in
            sections[kind.rawValue].map { ("\(kind)", $0.view.count) }
        }
    }

    /// Checks every section against its checksum; throws `corrupt` naming the first that fails.
    func verifyChecksums() throws {
        for kind in IndexFormat.Section.allCases {
            guard let section = sections[kind.rawValue] else { continue }
            guard XXHash64.hash(section.view.bytes) == section.checksum else {
                throw FdnixError(
                    .corrupt, "\(path): section \(kind) is damaged (checksum); build it again")
            }
        }
    }
}
