public import Basics

/// A key as its bytes: what orders it, and what tells it from others. Swift's own comparison of strings takes `é` in its
/// two spellings for one, which to a store are two objects.
public struct ObjectKey: Sendable, Hashable, Comparable {
    /// The longest key there is, in bytes of UTF-8.
    public static let longest = 1024
    /// The key's text, byte by byte as it was given.
    public let text: String

    /// A key. Throws `usage` for an empty one, one of more than 1,024 bytes, and one with control characters, which the
    /// XML of S3's answers cannot carry.
    public init(_ text: String) throws(FdnixError) {
        guard !text.isEmpty else { throw FdnixError(.usage, "the key of an object must not be empty") }
        guard text.utf8.count <= Self.longest else {
            throw FdnixError(
                .usage,
                "the key of an object has at most \(Self.longest) bytes: \"\(String(text.prefix(40)).printable(onOneLine: true))…\""
                    + " has \(text.utf8.count)")
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw FdnixError(
                .usage, "the key of an object has no control characters: \"\(text.printable(onOneLine: true))\"")
        }
        self.text = text
    }

    /// Whether the key begins with the bytes of `prefix`.
    public func hasPrefix(_ prefix: String) -> Bool { text.utf8.starts(with: prefix.utf8) }

    /// A key up to the next `/` behind `prefix`, with which it begins; nil where there is none.
    public static func commonPrefix(of key: String, below prefix: String) -> ObjectKey? {
        guard key.utf8.starts(with: prefix.utf8),
            let slash = key.utf8.dropFirst(prefix.utf8.count).firstIndex(of: UInt8(ascii: "/"))
        else { return nil }
        return try? ObjectKey(String(decoding: key.utf8[...slash], as: UTF8.self))
    }

    /// Whether both have the same bytes.
    public static func == (a: ObjectKey, b: ObjectKey) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    /// Whether the bytes of `a` come before those of `b`, as listings are ordered.
    public static func < (a: ObjectKey, b: ObjectKey) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    /// Feeds the key's bytes to `hasher`.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
