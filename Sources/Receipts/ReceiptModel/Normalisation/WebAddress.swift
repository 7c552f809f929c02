import Basics

/// Addresses of web pages, in the form that is compared.
public enum WebAddress {
    /// The address without scheme, `www.`, query, fragment and slashes at its end, its host in small letters; nil for an e-mail
    /// address, and where nothing is left.
    public static func normalized(_ text: String) -> String? {
        var rest = text.trimmed[...]
        if let scheme = rest.range(of: "://") {
            rest = rest[scheme.upperBound...]
        } else if rest.lowercased().hasPrefix("mailto:") {
            return nil
        }
        rest = rest.prefix { $0 != "?" && $0 != "#" }
        let host = rest.prefix { $0 != "/" }
        guard !host.contains("@") else { return nil }
        var name = host.lowercased()
        if name.hasPrefix("www.") { name.removeFirst(4) }
        var address = name + rest.dropFirst(host.count)
        while address.hasSuffix("/") { address.removeLast() }
        return address.isEmpty ? nil : address
    }
}

extension Substring {
    /// Where `part` first stands.
    fileprivate func range(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
