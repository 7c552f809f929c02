import JSON

/// `meta.homepage`: an address, a list of them, or several in one text.
enum Homepages {
    /// Reads the addresses, in their order; a text is split at white space where each part of it is an address.
    static func read(_ reader: inout JSONReader) throws -> [String] {
        try reader.readStringOrStrings().flatMap(split)
    }

    private static func split(_ text: String) -> [String] {
        // Nearly every one is plain ASCII without a space.
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x80 }) { return [text] }
        let parts = text.split(whereSeparator: \.isWhitespace).map { part in
            // A list written as prose: `https://a, https://b`.
            String(part.last.map { ",;".contains($0) } == true ? part.dropLast() : part)
        }
        return parts.allSatisfy(isAddress) ? parts : [text]
    }

    /// Whether the text begins with a scheme (RFC 3986 §3.1) and two slashes, and goes on.
    private static func isAddress(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let scheme = text.utf8[..<colon]
        let rest = text.utf8[colon...].dropFirst()
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
        return scheme.first.map(isLetter) == true && rest.starts(with: "//".utf8) && rest.count > 2
            && scheme.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }
    }

    /// The first address of the web among them, `""` where there is none.
    static func first(_ addresses: [String]) -> String {
        addresses.first { address in
            let start = address.prefix(8).lowercased()
            return start.hasPrefix("http://") || start == "https://"
        } ?? ""
    }
}
