import Basics

/// Reads the XML of services: a recursive descent with a limit of depth, each byte looked at once.
struct XMLParser {
    private let bytes: [UInt8]
    private var at = 0
    private static let maximumDepth = 100

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(FdnixError) -> XMLElement {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        try skipMisc()
        guard peek == UInt8(ascii: "<") else { throw error("an element is expected") }
        let root = try element(depth: 0)
        try skipMisc()
        guard at == bytes.count else { throw error("the document should end") }
        return root
    }

    // MARK: Elements

    private mutating func element(depth: Int) throws(FdnixError) -> XMLElement {
        guard depth < Self.maximumDepth else { throw error("elements are in one another too deeply") }
        at += 1
        let name = try self.name()
        var element = XMLElement(Self.local(name))
        if try attributes() { return element }
        var text: [UInt8] = []
        while true {
            let start = at
            while at < bytes.count, bytes[at] != UInt8(ascii: "<"), bytes[at] != UInt8(ascii: "&") { at += 1 }
            text += bytes[start..<at]
            guard at < bytes.count else { throw error("\(name.text) does not end") }
            if bytes[at] == UInt8(ascii: "&") {
                text += try reference()
            } else if skip("</") {
                guard try self.name() == name else { throw error("the end of \(name.text) is expected") }
                skipSpace()
                guard skip(">") else { throw error("> is expected") }
                break
            } else if skip("<![CDATA[") {
                text += try upTo("]]>")
            } else if skip("<!--") {
                _ = try upTo("-->")
            } else if skip("<?") {
                _ = try upTo("?>")
            } else {
                element.children.append(try self.element(depth: depth + 1))
            }
        }
        element.text = String(decoding: text, as: UTF8.self)
        return element
    }

    /// Passes over attributes and the end of the tag; whether it was an empty element's.
    private mutating func attributes() throws(FdnixError) -> Bool {
        while true {
            skipSpace()
            if skip("/>") { return true }
            if skip(">") { return false }
            _ = try name()
            skipSpace()
            guard skip("=") else { throw error("= is expected") }
            skipSpace()
            let quote = peek
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw error("a quote is expected") }
            at += 1
            while at < bytes.count, bytes[at] != quote { at += 1 }
            guard at < bytes.count else { throw error("a value does not end") }
            at += 1
        }
    }

    private mutating func name() throws(FdnixError) -> ArraySlice<UInt8> {
        let start = at
        while at < bytes.count, Self.isNameByte(bytes[at]) { at += 1 }
        guard at > start else { throw error("a name is expected") }
        return bytes[start..<at]
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: ":"), 0x80...:
            true
        default: false
        }
    }

    private static func local(_ name: ArraySlice<UInt8>) -> String {
        let colon = name.lastIndex(of: UInt8(ascii: ":"))
        return String(decoding: colon.map { name[($0 + 1)...] } ?? name, as: UTF8.self)
    }

    // MARK: What stands in texts

    /// `&amp;` and the like, and characters by number.
    private mutating func reference() throws(FdnixError) -> [UInt8] {
        at += 1
        let start = at
        while at < bytes.count, at - start < 10, bytes[at] != UInt8(ascii: ";") { at += 1 }
        guard peek == UInt8(ascii: ";") else { throw error("an entity does not end") }
        let entity = String(decoding: bytes[start..<at], as: UTF8.self)
        at += 1
        switch entity {
        case "amp": return [UInt8(ascii: "&")]
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default:
            let digits = entity.hasPrefix("#x") ? entity.dropFirst(2) : entity.dropFirst()
            guard entity.hasPrefix("#"), let number = UInt32(digits, radix: entity.hasPrefix("#x") ? 16 : 10),
                let scalar = Unicode.Scalar(number)
            else { throw error("the entity \(entity.printable(onOneLine: true)) is unknown") }
            return Array(String(Character(scalar)).utf8)
        }
    }

    // MARK: Steps

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    /// Declarations, comments and space around the root.
    private mutating func skipMisc() throws(FdnixError) {
        while true {
            skipSpace()
            if skip("<?") {
                _ = try upTo("?>")
            } else if skip("<!--") {
                _ = try upTo("-->")
            } else {
                return
            }
        }
    }

    private mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - at >= count else { return false }
        for offset in 0..<count where bytes[at + offset] != word.utf8Start[offset] { return false }
        at += count
        return true
    }

    /// What comes before `end`, which is passed over as well.
    private mutating func upTo(_ end: StaticString) throws(FdnixError) -> ArraySlice<UInt8> {
        let start = at
        while at < bytes.count {
            let before = at
            if skip(end) { return bytes[start..<before] }
            at += 1
        }
        throw error("\(end) is missing")
    }

    private func error(_ reason: String) -> FdnixError {
        FdnixError(.malformedInput, "this XML is damaged at byte \(min(at, bytes.count)): \(reason)")
    }
}

extension ArraySlice<UInt8> {
    fileprivate var text: String { String(decoding: self, as: UTF8.self).printable(onOneLine: true) }
}
