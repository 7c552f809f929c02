import Basics

/// Looks at the first bytes of a document, in which some writers tell the encoding.
///
/// A byte order mark of UTF-8 becomes white space, so that places in the document stay what they are.
struct DocumentStart {
    /// What has come so far and was not passed on, nil once enough was seen.
    private var head: [UInt8]? = []

    /// Passes a piece on, or holds it back until the encoding is certain. Throws `malformedInput` for another encoding.
    mutating func next(_ piece: [UInt8]) throws(FdnixError) -> [UInt8] {
        guard let held = head else { return piece }
        let bytes = held + piece
        guard bytes.count >= 4 else {
            head = bytes
            return []
        }
        head = nil
        return try Self.checked(bytes)
    }

    /// What is still held back at the end of a document of a few bytes.
    mutating func rest() throws(FdnixError) -> [UInt8] {
        let bytes = try Self.checked(head ?? [])
        head = nil
        return bytes
    }

    private static func checked(_ bytes: [UInt8]) throws(FdnixError) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return [0x20, 0x20, 0x20] + bytes.dropFirst(3) }
        guard let name = otherEncoding(Array(bytes.prefix(4))) else { return bytes }
        throw FdnixError(
            .malformedInput,
            "the document is in \(name), and JSON is read in UTF-8: convert it first, as iconv -f \(name) -t UTF-8 does"
        )
    }

    /// The encoding that the first four bytes tell, nil where it may be UTF-8: that of JSON has no zero byte.
    private static func otherEncoding(_ start: [UInt8]) -> String? {
        let zeros = start.map { $0 == 0 }
        if start == [0xFF, 0xFE, 0, 0] || start == [0, 0, 0xFE, 0xFF] { return "UTF-32" }
        if zeros == [true, true, true, false] || zeros == [false, true, true, true] { return "UTF-32" }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        return zeros.starts(with: [true, false]) || zeros.starts(with: [false, true]) ? "UTF-16" : nil
    }
}
