import Basics
import CZip
import Platform

/// The entries of a ZIP archive in memory. Nothing is written anywhere: a name is only what an entry is asked for by.
final class ZipArchive {
    private struct Entry {
        let index: UInt64
        let compressedBytes: Int
        let isEncrypted: Bool
    }

    private let library: ZipLibrary
    private let archive: OpaquePointer
    private let limits: ZipLimits
    // Keeps the bytes alive that libzip reads.
    private let file: ByteView
    private let entries: [String: Entry]
    private var left: Int

    /// Opens an archive. Throws `malformedInput` where it is not one or holds too much, `notFound` where the system has no
    /// libzip.
    init(_ file: ByteView, _ limits: ZipLimits = ZipLimits()) throws {
        guard !file.bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) else {
            throw FdnixError(
                .malformedInput,
                "the document is encrypted, or of a format before 2007; save it without a password as DOCX, PPTX or ODT"
            )
        }
        library = try ZipLibrary.load()
        archive = try Self.open(file, library.api)
        self.file = file
        self.limits = limits
        left = limits.expandedBytes
        do {
            entries = try Self.entries(of: archive, library.api, limits, fileBytes: file.count)
        } catch {
            library.api.pointee.discard(archive)
            throw error
        }
    }

    deinit { library.api.pointee.discard(archive) }

    /// Whether there is an entry of this name.
    func has(_ name: String) -> Bool { entries[name] != nil }

    /// Reads an entry piece by piece. Throws `malformedInput` where it is missing, encrypted, broken or too long, and what
    /// `body` throws.
    func read(_ name: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let entry = entries[name] else {
            throw FdnixError(.malformedInput, "the document lacks its part \(Self.shown(name)); it is not whole")
        }
        guard !entry.isEncrypted else {
            throw FdnixError(.malformedInput, "the document is encrypted; save it without a password")
        }
        guard let stream = library.api.pointee.file(archive, entry.index, 0) else { throw Self.broken(name) }
        defer { _ = library.api.pointee.close(stream) }
        var total = 0
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { block.deallocate() }
        while true {
            let count = library.api.pointee.read(stream, block.baseAddress, UInt64(block.count))
            guard count >= 0 else { throw Self.broken(name) }
            guard count > 0 else { return }
            total += Int(count)
            left -= Int(count)
            guard left >= 0, total <= max(limits.ratioFreeBytes, Self.most(entry.compressedBytes, limits.ratio)) else {
                throw FdnixError(
                    .malformedInput,
                    "the document's part \(Self.shown(name)) expands too far; it may be made to fill the memory")
            }
            try body(UnsafeRawBufferPointer(rebasing: block[..<Int(count)]))
        }
    }

    /// Reads an entry whole. Throws as reading it in pieces does.
    func contents(of name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read(name) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Parses an entry as XML. Throws as reading it does, `malformedInput` where it is not XML, and what `handler` throws.
    func parse(_ name: String, _ handler: some XMLHandler) throws {
        let parser = try XMLParser(handler)
        try read(name) { try parser.parse($0) }
        try parser.finish()
    }

    private static func most(_ compressed: Int, _ ratio: Int) -> Int {
        let (product, overflow) = compressed.multipliedReportingOverflow(by: ratio)
        return overflow ? .max : product
    }

    private static func broken(_ name: String) -> FdnixError {
        FdnixError(.malformedInput, "the document's part \(shown(name)) is broken; the file may have been cut")
    }

    private static func shown(_ name: String) -> String { String(name.printable().prefix(100)) }

    private static func open(_ file: ByteView, _ api: UnsafePointer<fdnix_zip_api>) throws -> OpaquePointer {
        var error = fdnix_zip_error()
        api.pointee.error_start(&error)
        defer { api.pointee.error_end(&error) }
        let source = api.pointee.source(file.bytes.baseAddress, UInt64(file.count), 0, &error)
        if let source {
            // Not with ZIP_CHECKCONS, which refuses what Word itself writes: room to grow in local headers (extra field
            // 0xA220). What is read is counted and compared with its checksum.
            if let archive = api.pointee.open(source, Int32(FDNIX_ZIP_READ_ONLY), &error) { return archive }
            api.pointee.source_free(source)
        }
        let reason = api.pointee.error_text(&error).map { String(cString: $0).printable() } ?? "unknown"
        throw FdnixError(.malformedInput, "the document is not a whole ZIP archive (\(reason))")
    }

    private static func entries(
        of archive: OpaquePointer, _ api: UnsafePointer<fdnix_zip_api>, _ limits: ZipLimits, fileBytes: Int
    ) throws -> [String: Entry] {
        let count = api.pointee.count(archive, 0)
        guard count <= limits.entries else {
            throw FdnixError(
                .malformedInput, "the document has \(count) parts; \(limits.entries) are the most that is read")
        }
        var entries: [String: Entry] = [:]
        for index in 0..<UInt64(max(count, 0)) {
            var found = fdnix_zip_entry()
            guard api.pointee.entry(archive, index, UInt32(FDNIX_ZIP_RAW_NAME), &found) == 0, let raw = found.name,
                let name = String(validatingCString: raw), entries[name] == nil
            else { continue }
            let known = found.valid
            entries[name] = Entry(
                index: index,
                compressedBytes: known & UInt64(FDNIX_ZIP_HAS_COMPRESSED_SIZE) == 0
                    ? 0 : Int(clamping: min(found.compressed_size, UInt64(fileBytes))),
                isEncrypted: known & UInt64(FDNIX_ZIP_HAS_ENCRYPTION) != 0 && found.encryption != 0)
        }
        return entries
    }
}
