import Basics

/// Reads lines of a file or of standard input, without a limit on their length.
enum LineReader {
    static func forEachLine(of path: String, _ body: (String) throws -> Void) throws {
        if path == "-" {
            while let line = readLine() { try body(line) }
            return
        }
        let bytes = try MappedFile(path: path).bytes
        for line in bytes.split(separator: 0x0A) { try body(String(decoding: line, as: UTF8.self)) }
    }
}
