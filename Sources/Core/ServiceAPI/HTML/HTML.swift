/// Writes HTML that is escaped by construction: data can only become text or the value of an attribute, never markup.
///
/// Names of elements are literals of this program, attributes come from `Attribute`, and the only way to a link is
/// `Link`, which lets nothing but the web and this site through.
package struct HTML: Sendable {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// An element with what `body` writes inside it.
    package mutating func element(_ name: StaticString, _ attributes: Attribute..., body: (inout HTML) -> Void) {
        open(name, attributes)
        body(&self)
        close(name)
    }

    /// An element with a text inside it.
    package mutating func element(_ name: StaticString, _ attributes: Attribute..., text: String) {
        open(name, attributes)
        self.text(text)
        close(name)
    }

    /// An element that has no content and no end tag, such as `input`.
    package mutating func void(_ name: StaticString, _ attributes: Attribute...) { open(name, attributes) }

    /// Writes text, escaped.
    package mutating func text(_ text: String) { escape(text) }

    /// The line that makes browsers follow the standard.
    package mutating func doctype() { literal("<!doctype html>") }

    private mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
        literal("<")
        literal(name)
        for attribute in attributes {
            switch attribute.value {
            case .none: continue
            case .flag(let isSet): guard isSet else { continue }
            case .text: break
            }
            literal(" ")
            literal(attribute.name)
            if let suffix = attribute.suffix { literal(suffix) }
            guard case .text(let value) = attribute.value else { continue }
            literal("=\"")
            escape(value)
            literal("\"")
        }
        literal(">")
    }

    private mutating func close(_ name: StaticString) {
        literal("</")
        literal(name)
        literal(">")
    }

    private mutating func literal(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// One escaping for text and for values in double quotes. Control characters are not text of HTML (HTML §13.1.4) and
    /// become U+FFFD; so do the characters that turn the direction of what follows, with which a description could
    /// make a page say what it does not.
    private mutating func escape(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": literal("&amp;")
            case "<": literal("&lt;")
            case ">": literal("&gt;")
            case "\"": literal("&quot;")
            case "'": literal("&#39;")
            case "\t", "\n": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                literal("\u{FFFD}")
            default: bytes.append(contentsOf: scalar.utf8)
            }
        }
    }
}
