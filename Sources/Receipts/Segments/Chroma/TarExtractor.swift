import Basics
import Platform

/// Unpacks a tar archive as it arrives: directories and plain files, nowhere but below one directory
/// (pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, and the long names of GNU tar).
///
/// Links, devices, names that lead out, and archives that unpack to more than is allowed are refused.
struct TarExtractor {
    private static let block = 512

    private let directory: String
    private var room: Int
    private var pending: [UInt8] = []
    private var member: Member?
    private var longName: String?
    private var isAtEnd = false

    private struct Member {
        var name: String
        var type: UInt8
        /// What is still to come, and the zeros behind it.
        var left, padding: Int
        var file: FileWriter?
        var text: [UInt8] = []
    }

    /// An archive to be unpacked into a directory, with at most `limit` bytes of files.
    init(into directory: String, limit: Int) {
        self.directory = directory
        room = limit
    }

    /// Takes the next bytes of the archive. Throws `corrupt` for what is not one, `denied` for what is refused, and `io`.
    mutating func add(_ bytes: [UInt8]) throws {
        pending += bytes
        var at = 0
        while !isAtEnd {
            if member != nil {
                try take(&at)
                if member != nil { break }
            } else {
                guard pending.count - at >= Self.block else { break }
                try begin(Array(pending[at..<at + Self.block]))
                at += Self.block
            }
        }
        pending.removeFirst(isAtEnd ? pending.count : at)
    }

    /// Checks that the archive came to its end. Throws `corrupt` where not.
    func finish() throws {
        guard isAtEnd || (member == nil && pending.isEmpty) else { throw Self.damaged("it is cut short") }
    }

    /// Moves bytes of the present member out of what is pending.
    private mutating func take(_ at: inout Int) throws {
        guard var now = member else { return }
        let count = min(now.left, pending.count - at)
        if let file = now.file {
            try pending.withUnsafeBytes { try file.write(UnsafeRawBufferPointer(rebasing: $0[at..<at + count])) }
        } else if now.type != 0x35 {
            now.text += pending[at..<at + count]
        }
        now.left -= count
        at += count
        if now.left == 0 {
            let zeros = min(now.padding, pending.count - at)
            now.padding -= zeros
            at += zeros
        }
        member = now
        if now.left == 0, now.padding == 0 { try end(now) }
    }

    private mutating func end(_ done: Member) throws {
        member = nil
        try done.file?.close()
        switch done.type {
        case UInt8(ascii: "L"): longName = String(decoding: done.text.prefix { $0 != 0 }, as: UTF8.self)
        case UInt8(ascii: "x"): longName = Self.path(ofRecords: done.text) ?? longName
        default: break
        }
    }

    private mutating func begin(_ header: [UInt8]) throws {
        guard header.contains(where: { $0 != 0 }) else {
            isAtEnd = true
            return
        }
        let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
        guard Self.octal(header[148..<156]) == sum, let size = Self.octal(header[124..<136]) else {
            throw Self.damaged("a header's checksum or size is wrong")
        }
        let type = header[156]
        var new = Member(name: "", type: type, left: size, padding: (Self.block - size % Self.block) % Self.block)
        switch type {
        case UInt8(ascii: "L"), UInt8(ascii: "x"), UInt8(ascii: "g"):
            guard size <= 1 << 16 else { throw Self.damaged("a name is too long") }
        case 0, UInt8(ascii: "0"), UInt8(ascii: "5"):
            let prefix = header[257..<262].elementsEqual("ustar".utf8) ? Self.text(header[345..<500]) : ""
            let short = Self.text(header[0..<100])
            new.name = longName ?? (prefix.isEmpty ? short : "\(prefix)/\(short)")
            longName = nil
            try create(&new)
        default:
            throw FdnixError(.denied, "the archive has a link or device in it, which is not unpacked")
        }
        member = new
        if new.left == 0, new.padding == 0 { try end(new) }
    }

    private mutating func create(_ new: inout Member) throws {
        let parts = new.name.split(separator: "/").filter { $0 != "." }
        guard !new.name.hasPrefix("/"), !parts.contains(".."), !new.name.utf8.contains(0) else {
            throw FdnixError(.denied, "the archive has a name in it that leads out of its directory")
        }
        let path = ([directory] + parts.map(String.init)).joined(separator: "/")
        if new.type == UInt8(ascii: "5") { return try FileSystem.createDirectories(path) }
        room -= new.left
        guard room >= 0 else { throw FdnixError(.denied, "the archive unpacks to more than is allowed") }
        guard !parts.isEmpty else { throw Self.damaged("a file has no name") }
        try FileSystem.createDirectories(FileSystem.directory(of: path))
        new.file = try FileWriter(creating: path)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// An octal number with blanks or zeros around it; nil for anything else, also for sizes over 8 GiB.
    private static func octal(_ bytes: ArraySlice<UInt8>) -> Int? {
        let digits = bytes.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        guard digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
    }

    /// The path that extended headers name: records `LENGTH path=VALUE` and a line end.
    private static func path(ofRecords bytes: [UInt8]) -> String? {
        var rest = bytes[...]
        while let blank = rest.firstIndex(of: 0x20), let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
            length > 0, length <= rest.count, rest.startIndex + length > blank
        {
            let record = String(decoding: rest[(blank + 1)..<(rest.startIndex + length)].dropLast(), as: UTF8.self)
            if record.hasPrefix("path=") { return String(record.dropFirst(5)) }
            rest = rest.dropFirst(length)
        }
        return nil
    }

    private static func damaged(_ what: String) -> FdnixError {
        FdnixError(.corrupt, "the tar archive is damaged: \(what)")
    }
}
