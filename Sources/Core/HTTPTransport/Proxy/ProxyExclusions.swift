import Basics

/// The hosts of `no_proxy`.
///
/// An entry is `*` (every host), a name (which also means all names below it, with or without a dot or `*.` before it),
/// an IPv4 or IPv6 address, or a range of addresses such as `10.0.0.0/8`; all but ranges may name a port. Addresses are
/// compared as numbers, names without regard to case. Names are not looked up. What is none of these is ignored.
public struct ProxyExclusions: Sendable, Equatable {
    private enum Entry: Sendable, Equatable {
        case everything
        case name(Substring, port: Int?)
        case addresses(AddressRange, port: Int?)
    }

    private let entries: [Entry]

    /// Reads a list whose entries stand between commas or white space.
    public init(_ text: String) {
        entries = text.lowercased().split { $0 == "," || $0.isWhitespace }.compactMap(Self.entry)
    }

    /// Whether `host`, as it stands in an address, is asked directly on `port`.
    public func contains(host: String, port: Int) -> Bool {
        let address = IPAddress(host: host)
        let name = host.lowercased()
        let bare = name.hasSuffix(".") ? name.dropLast() : name[...]
        return entries.contains { entry in
            switch entry {
            case .everything: true
            case .name(let suffix, let stated):
                address == nil && (stated ?? port) == port && (bare == suffix || bare.hasSuffix(".\(suffix)"))
            case .addresses(let range, let stated):
                (stated ?? port) == port && address.map(range.contains) ?? false
            }
        }
    }

    private static func entry(_ text: Substring) -> Entry? {
        if text == "*" { return .everything }
        if let range = AddressRange(text) { return .addresses(range, port: nil) }
        guard !text.contains("/"), let (host, port) = split(text) else { return nil }
        if let address = IPAddress(host: host) { return .addresses(AddressRange(address), port: port) }
        var name = host.hasPrefix("*.") ? host.dropFirst(2) : host
        if name.hasPrefix(".") { name = name.dropFirst() }
        if name.hasSuffix(".") { name = name.dropLast() }
        return name.isEmpty || name.contains("*") ? nil : .name(name, port: port)
    }

    /// `host:port` or `host`; an IPv6 address with a port stands in brackets. nil for a port that is none.
    private static func split(_ text: Substring) -> (Substring, Int?)? {
        guard let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") else { return (text, nil) }
        guard let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port) else { return nil }
        return (text[..<colon], port)
    }
}
