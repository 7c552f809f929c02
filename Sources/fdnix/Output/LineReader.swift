import Basics

/// Reads lines of a file or of standard input, without a limit on their length.
enum LineReader {
    static func forEachLine(of path: String, _ body: (String) throws -> Void) throws {
        if path == "-" {
            while let line = readLine() { try body(line) }
            return
        }
        let file = try ByteView(MappedFile(path: path))
        defer { withExtendedLifetime(file) {} }
        var lines = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        // The last line's end begins no further one.
        if lines.last?.isEmpty == true { lines.removeLast() }
        for line in lines { try body(String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)) }
    }
}
