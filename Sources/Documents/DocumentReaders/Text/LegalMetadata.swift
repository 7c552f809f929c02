import Basics

/// The block `<metadata>…</metadata>` that a plain text may begin with, which describes it and is not part of it.
struct LegalMetadata {
    /// What stands between the tags, without white space at both ends.
    let text: String
    /// What a line `URL: …` in it says.
    let sourceURL: String?
    /// Where in the file's bytes the text itself begins.
    let end: Int

    /// The block at the start of valid UTF-8, white space before it left out; nil where there is none, or it never ends.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.firstIndex(where: { ![0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains($0) }) else {
            return nil
        }
        let opening = Array("<metadata>".utf8)
        guard bytes[start...].starts(with: opening) else { return nil }
        let body = start + opening.count
        guard let close = Self.find(Array("</metadata>".utf8), in: bytes, from: body) else { return nil }
        text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[body..<close]), as: UTF8.self).trimmed
        end = close + "</metadata>".utf8.count
        sourceURL = text.split(whereSeparator: \.isNewline).lazy.map { $0.trimmed }.first { $0.hasPrefix("URL:") }
            .map { $0.dropFirst(4).trimmed }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func find(_ wanted: [UInt8], in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while let found = bytes[index...].firstIndex(of: wanted[0]) {
            if bytes[found...].starts(with: wanted) { return found }
            index = found + 1
        }
        return nil
    }
}
