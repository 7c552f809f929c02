public import Basics

extension GetOptions {
    /// The bytes to read of an object of `size` bytes. Throws `usage` for a range that has none of them.
    public func bounds(of key: String, size: Int) throws(FdnixError) -> Range<Int> {
        guard let range else { return 0..<size }
        guard range.lowerBound >= 0, !range.isEmpty, range.lowerBound < size else {
            throw FdnixError(
                .usage,
                "bytes \(range.lowerBound) to \(range.upperBound) of \(key) were asked for, but it has \(size) bytes")
        }
        return range.clamped(to: 0..<size)
    }
}

extension PutOptions {
    /// Throws `usage` for metadata that not every store can keep (names of `a-z`, `0-9`, `-`, `_` and `.`, values of
    /// printable ASCII without spaces at their ends, 2 KB in all) and for what cannot be a SHA-256.
    public func check() throws(FdnixError) {
        var size = 0
        for (name, value) in metadata {
            size += name.utf8.count + value.utf8.count
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else {
                throw FdnixError(
                    .usage, "\"\(name.printable(onOneLine: true))\" cannot be the name of an object's metadata")
            }
            guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !value.hasPrefix(" "), !value.hasSuffix(" ")
            else {
                throw FdnixError(.usage, "the metadata \(name) of an object must be printable ASCII")
            }
        }
        guard size <= 2048 else { throw FdnixError(.usage, "the metadata of an object has at most 2 KB") }
        for field in [contentType, contentEncoding].compactMap(\.self) {
            guard !field.isEmpty, field.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw FdnixError(.usage, "the content type and encoding of an object must be printable ASCII")
            }
        }
        if let sha256, !Self.isDigest(sha256) {
            throw FdnixError(.usage, "a SHA-256 is 64 lower-case hexadecimal digits")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

extension PutCondition {
    /// Throws `conflict` where the condition does not hold of the object that is there; nil stands for none.
    public func check(_ key: String, against present: ObjectInfo?) throws(FdnixError) {
        switch self {
        case .always: return
        case .ifAbsent:
            guard present != nil else { return }
            throw FdnixError(.conflict, "there is an object \(key) already")
        case .ifMatches(let tag):
            guard let present else { throw FdnixError(.conflict, "the object \(key) is gone") }
            guard present.tag == tag else {
                throw FdnixError(.conflict, "the object \(key) is another version by now")
            }
        }
    }
}

extension FdnixError {
    /// What a store says of a key that is not there.
    public static func noObject(
        _ key: String, in store: any ObjectStore, _ underlying: (any Error)? = nil
    ) -> FdnixError {
        FdnixError(.notFound, "there is no object \(key) in \(store.location)", underlying: underlying)
    }

    /// What a store says of bytes that are not those that were announced.
    public static func checksum(of key: String, expected: String, found: String) -> FdnixError {
        FdnixError(
            .corrupt, "the object \(key) does not have the bytes it should have: SHA-256 \(found), not \(expected)")
    }
}

/// Throws `usage` for a number of objects that no page of a listing has: pages have 1 to 1,000.
public func checkPageLimit(_ limit: Int) throws(FdnixError) {
    guard (1...1000).contains(limit) else {
        throw FdnixError(.usage, "a page of a listing has 1 to 1,000 objects, not \(limit)")
    }
}
