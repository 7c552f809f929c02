import Basics

/// Somewhere a page may lead: a place of this site, or a page of the web.
package struct Link: Sendable, Equatable {
    /// The address, as the attribute of an element states it.
    package let text: String

    private init(unchecked text: String) { self.text = text }

    /// A path of this site that the program itself spells out.
    package static func own(_ path: StaticString) -> Link { Link(unchecked: "\(path)") }

    /// A path of this site with a query.
    package static func own(_ path: StaticString, query: String) -> Link {
        Link(unchecked: query.isEmpty ? "\(path)" : "\(path)?\(query)")
    }

    /// A path of this site whose last component is data, percent-encoded.
    package static func own(_ folder: StaticString, component: String, query: String = "") -> Link {
        let path = "\(folder)/\(PercentEncoding.encode(component))"
        return Link(unchecked: query.isEmpty ? path : "\(path)?\(query)")
    }

    /// An address that some data states. Nil unless it is one of the web: `http` or `https`, a host, no user name
    /// (with which an address could look like another), no white space or control character.
    package init?(web text: String) {
        let isPlain =
            text.utf16.count <= 2048
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value > 0x20 && scalar.value != 0x7F && !scalar.properties.isWhitespace
                    && scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
                    && scalar != "\\"
            }
        guard isPlain, let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") else { return nil }
        let host = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let first = host.first, first != ":", !host.contains("@") else { return nil }
        self.text = text
    }

    /// The host of a web address, without `www.`: short enough to show.
    package var host: String {
        let rest = text.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        let host = rest.prefix { $0 != "?" && $0 != "#" }
        return String(host.hasPrefix("www.") ? host.dropFirst(4) : host)
    }
}
