import Basics

/// Addresses of web pages, in the form that is compared.
public enum WebAddress {
    /// The address without scheme, `www.`, query, fragment and slashes at its end, its host in small letters; nil for an e-mail
    /// address, and where nothing is left.
    public static func normalized(_ text: String) -> String? {
        var rest = text.trimmed[...]
        let scheme = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        if rest.dropFirst(scheme.count).hasPrefix("://") {
            rest = rest.dropFirst(scheme.count + 3)
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
