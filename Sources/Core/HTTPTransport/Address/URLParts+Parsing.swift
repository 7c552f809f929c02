import Basics

extension URLParts {
    static func unusable(_ text: String, _ reason: String) -> FdnixError {
        FdnixError(.usage, "\"\(text.printable(onOneLine: true))\" cannot be used as an address: \(reason)")
    }

    /// Splits `host:port`; the scheme's own port counts as not stated.
    static func hostAndPort(
        _ authority: Substring, _ scheme: Scheme, _ text: String
    ) throws(FdnixError) -> (String, Int?) {
        var host = authority
        var digits: Substring = ""
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[...end]
            digits = authority[authority.index(after: end)...]
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            digits = authority[colon...]
        }
        guard isHost(host) else {
            throw unusable(text, "its host must be a name of ASCII letters, an IPv4 address, or an IPv6 one in []")
        }
        let lowercase = host.lowercased()
        guard !digits.isEmpty, digits != ":" else { return (lowercase, nil) }
        guard digits.hasPrefix(":"), digits.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits.dropFirst()), (1...65_535).contains(port)
        else { throw unusable(text, "its port must be a number from 1 to 65535") }
        return (lowercase, port == scheme.defaultPort ? nil : port)
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") { return host.contains(":") && IPAddress(host: String(host)) != nil }
        return !host.isEmpty
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// The text with escapes for what may not stand in an address: ASCII in any case, so that characters are bytes.
    static func escaped(_ text: String) throws(FdnixError) -> String {
        var ascii: [UInt8] = []
        ascii.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case ..<0x20, 0x7F: throw unusable(text, "it contains control characters")
            case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
                UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), 0x80...:
                PercentEncoding.append(byte, to: &ascii)
            default: ascii.append(byte)
            }
        }
        return String(decoding: ascii, as: UTF8.self)
    }

    /// Resolves `.` and `..` in a path that begins with `/` (RFC 3986 §5.2.4).
    static func withoutDots(_ path: String) -> String {
        var segments: [Substring] = []
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (number, part) in parts.enumerated() {
            let isLast = number == parts.count - 1
            switch part {
            case ".", "..":
                if part == "..", !segments.isEmpty { segments.removeLast() }
                if isLast { segments.append("") }
            default: segments.append(part)
            }
        }
        return "/" + segments.joined(separator: "/")
    }
}
