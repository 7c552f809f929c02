import Basics
import HTTPTypes

/// Makes the head of a reply from header lines, which libcurl hands over one by one: status line, fields, empty line.
///
/// Interim replies (1xx) are passed over, and so are trailers, which come after the head. Fields whose name is not one
/// are left out.
struct HeadParser {
    private var head: HTTPResponse?
    private var isDone = false

    /// Takes a line with its end; returns the head when it is complete.
    mutating func take(_ line: UnsafeRawBufferPointer) -> HTTPResponse? {
        guard !isDone else { return nil }
        var line = line[...]
        while let last = line.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { line = line.dropLast() }
        if line.starts(with: "HTTP/".utf8) {
            head = Self.statusLine(line)
        } else if line.isEmpty {
            guard let head, head.status.code >= 200 || head.status.code == 101 else { return nil }
            isDone = true
            return head
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
        {
            let value = line[line.index(after: colon)...]
                .drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            head?.headerFields.append(HTTPField(name: name, value: value))
        }
        return nil
    }

    /// `HTTP/1.1 200 OK`, `HTTP/2 200`
    private static func statusLine(_ line: Slice<UnsafeRawBufferPointer>) -> HTTPResponse? {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: true)
        guard parts.count > 1, let code = Int(String(decoding: parts[1], as: UTF8.self)), (100...999).contains(code)
        else { return nil }
        let phrase = parts.count > 2 ? String(decoding: parts[2], as: UTF8.self) : ""
        return HTTPResponse(status: .init(code: code, reasonPhrase: phrase))
    }
}
