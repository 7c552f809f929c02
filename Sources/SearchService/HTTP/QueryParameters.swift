/// The parameters of a query string, in order; a name may occur several times.
public struct QueryParameters: Sendable, Equatable {
    private var items: [Item] = []

    private struct Item: Sendable, Equatable {
        var name: String
        var value: String
    }

    /// No parameters.
    public init() {}

    /// Parses `application/x-www-form-urlencoded` text (WHATWG URL §5.1); every text is one, none is an error.
    public init(parsing query: String) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            append(
                PercentEncoding.decode(parts[0], plusIsSpace: true),
                parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsSpace: true) : "")
        }
    }

    /// Adds a parameter, both parts decoded.
    public mutating func append(_ name: String, _ value: String) { items.append(Item(name: name, value: value)) }

    /// The first value of a parameter, nil where it is missing.
    public func first(_ name: String) -> String? { items.first { $0.name == name }?.value }

    /// Every value of a parameter.
    public func all(_ name: String) -> [String] { items.lazy.filter { $0.name == name }.map(\.value) }

    /// Whether there are none.
    public var isEmpty: Bool { items.isEmpty }

    /// The parameters as a query string, without those named in `replaced`, whose new values follow.
    public func encoded(replacing replaced: KeyValuePairs<String, String?> = [:]) -> String {
        var pairs = items.filter { item in !replaced.contains { $0.key == item.name } }
            .map { ($0.name, $0.value) }
        for (name, value) in replaced { if let value { pairs.append((name, value)) } }
        return pairs.map { "\(PercentEncoding.encode($0))=\(PercentEncoding.encode($1))" }.joined(separator: "&")
    }
}

/// Percent-encoding (RFC 3986 §2.1).
public enum PercentEncoding {
    /// Decodes; a `%` that begins no escape stands for itself, bytes that are no UTF-8 become U+FFFD.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || (plusIsSpace && $0 == UInt8(ascii: "+")) }) else {
            return String(text)
        }
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "%"), at + 2 < bytes.count, let high = digit(bytes[at + 1]),
                let low = digit(bytes[at + 2])
            {
                decoded.append(high << 4 | low)
                at += 3
                continue
            }
            decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            at += 1
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Encodes everything but unreserved characters: fit for a path segment and for a query.
    public static func encode(_ text: some StringProtocol) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
