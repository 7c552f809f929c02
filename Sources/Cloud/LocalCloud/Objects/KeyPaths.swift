import Basics
import ObjectStorage

/// Where objects lie below a store's directory: a key that names a path is that path, and whatever a file system has
/// other ideas about is escaped, so that every key has a path of its own below the directory.
///
/// | in a key | in a path |
/// |---|---|
/// | `%` | `%25` |
/// | a segment `.` or `..` | `%2E`, `%2E.` |
/// | an empty segment, as in `a//b` | `%2F` |
/// | a segment of more than 240 bytes | directories of 240 bytes that end in `%+`, and the rest |
/// | the name of the store's own directory | its first letter escaped |
/// | capitals and letters beyond ASCII, where the file system takes them for others | escaped |
///
/// An object that is named like a directory of other objects has a `%` at the end of its file's name.
struct KeyPaths: Sendable {
    /// The directory of what the store keeps beside the objects.
    static let reserved = ".fdnix-objects"
    /// What follows the name of an object that is named like a directory.
    static let mark = "%"
    private static let continuation = "%+"
    private static let longest = 240
    private static let escape = UInt8(ascii: "%")

    /// Whether the file system takes names for one that differ in case or in the spelling of accents.
    let foldsNames: Bool

    /// The path of an object, relative to the store's directory.
    func path(of key: String) -> String {
        key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).enumerated()
            .map { name(Substring($1), isFirst: $0 == 0) }.joined(separator: "/")
    }

    private func name(_ segment: Substring, isFirst: Bool) -> String {
        if segment.isEmpty { return "%2F" }
        if isFirst, segment == Self.reserved { return "%2E" + segment.dropFirst() }
        var parts: [String] = []
        var part: [UInt8] = []
        for scalar in segment.unicodeScalars {
            let bytes = encoded(scalar)
            if part.count + bytes.count > Self.longest {
                parts.append(String(decoding: part, as: UTF8.self) + Self.continuation)
                part = []
            }
            part += bytes
        }
        let last = String(decoding: part, as: UTF8.self)
        // The rest of a long segment may be dots as well.
        return (parts + [[".", ".."].contains(last) ? "%2E" + last.dropFirst() : last]).joined(separator: "/")
    }

    private func encoded(_ scalar: Unicode.Scalar) -> [UInt8] {
        let isFolded = foldsNames && (!scalar.isASCII || ("A"..."Z").contains(scalar))
        guard scalar == "%" || isFolded else { return Array(String(scalar).utf8) }
        return String(scalar).utf8.reduce(into: []) { PercentEncoding.append($1, to: &$0) }
    }

    /// What the name of a directory adds to the keys of the objects in it.
    static func segment(ofDirectory name: String) -> String {
        name.hasSuffix(continuation) ? decoded(name.dropLast(2)) : decoded(name[...]) + "/"
    }

    /// What the name of a file adds to the key of the object it is.
    static func segment(ofFile name: String) -> String {
        decoded(name.utf8.last == escape ? name.dropLast() : name[...])
    }

    private static func decoded(_ name: Substring) -> String { name == "%2F" ? "" : PercentEncoding.decode(name) }

    /// Whether the file at `path` is where the object `key` lies; a file that someone put there by a name that no key has
    /// is not an object.
    func isPath(_ path: String, of key: String) -> Bool {
        let proper = self.path(of: key).utf8
        return path.utf8.elementsEqual(proper) || path.utf8.elementsEqual((String(proper) + Self.mark).utf8)
    }
}
