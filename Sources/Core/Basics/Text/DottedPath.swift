/// Paths of segments between dots, such as Nix's attribute paths and TOML's keys. A segment that holds a dot itself
/// stands in quotation marks, in which a backslash takes the next character as it is: `rubyPackages."http_parser.rb"`.
public enum DottedPath {
    /// The segments, without their quotation marks and backslashes; a path without dots is one segment.
    public static func segments(_ path: String) -> [String] {
        var segments: [String] = []
        var segment: [UInt8] = []
        scan(path) { byte, role, _ in
            switch role {
            case .text: segment.append(byte)
            case .mark: break
            case .dot:
                segments.append(String(decoding: segment, as: UTF8.self))
                segment.removeAll(keepingCapacity: true)
            }
        }
        return segments + [String(decoding: segment, as: UTF8.self)]
    }

    /// The path up to the last dot between segments, `""` where there is none, and the segment behind it; both as they
    /// are written, with quotation marks.
    public static func split(_ path: String) -> (parent: Substring, last: Substring) {
        var dot: String.Index?
        scan(path) { _, role, index in if role == .dot { dot = index } }
        guard let dot else { return ("", path[...]) }
        return (path[..<dot], path[path.utf8.index(after: dot)...])
    }

    private enum Role {
        /// Part of a segment.
        case text
        /// A quotation mark, or a backslash inside quotation marks.
        case mark
        /// A dot between segments.
        case dot
    }

    private static func scan(_ path: String, _ body: (UInt8, Role, String.Index) -> Void) {
        var isQuoted = false
        var isEscaped = false
        for index in path.utf8.indices {
            let byte = path.utf8[index]
            switch byte {
            case _ where isEscaped:
                isEscaped = false
                body(byte, .text, index)
            case UInt8(ascii: "\\") where isQuoted:
                isEscaped = true
                body(byte, .mark, index)
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                body(byte, .mark, index)
            case UInt8(ascii: ".") where !isQuoted: body(byte, .dot, index)
            default: body(byte, .text, index)
            }
        }
    }
}
