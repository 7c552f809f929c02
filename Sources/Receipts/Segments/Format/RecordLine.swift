/// A record's line of JSON, read only as far as its id: keys are sorted, so that is what comes first, or after the document.
enum RecordLine {
    private static let id = Array(#"{"id":""#.utf8)
    private static let document = Array(#"{"document":""#.utf8)
    private static let idAfter = Array(#","id":""#.utf8)

    /// The bytes of the id; nil where the line is written otherwise, or the id has an escape in it.
    static func id(_ line: UnsafeRawBufferPointer) -> [UInt8]? {
        var at = 0
        if begins(line, at, id) {
            at = id.count
        } else {
            guard begins(line, at, document), let end = endOfString(line, document.count),
                begins(line, end + 1, idAfter)
            else { return nil }
            at = end + 1 + idAfter.count
        }
        guard let end = endOfString(line, at) else { return nil }
        let bytes = line[at..<end]
        return bytes.contains(UInt8(ascii: "\\")) ? nil : Array(bytes)
    }

    private static func begins(_ line: UnsafeRawBufferPointer, _ at: Int, _ part: [UInt8]) -> Bool {
        at + part.count <= line.count && line[at..<at + part.count].elementsEqual(part)
    }

    /// Where the quote is that ends the string which has begun before `start`.
    private static func endOfString(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        var at = start
        while at < line.count {
            switch line[at] {
            case UInt8(ascii: "\""): return at
            case UInt8(ascii: "\\"): at += 2
            default: at += 1
            }
        }
        return nil
    }
}
