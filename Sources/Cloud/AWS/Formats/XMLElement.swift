public import Basics

/// An element of an XML document as AWS services send them: names, texts and children; attributes, comments and namespaces
/// say nothing there and are passed over. There are no document types, so no entities but the five and numbers.
public struct XMLElement: Sendable, Hashable {
    /// The name without its prefix.
    public var name: String
    /// The text of the element alone, without that of its children.
    public var text: String
    /// The elements in it, in document order.
    public var children: [XMLElement]

    /// An element of this name, empty unless told otherwise.
    public init(_ name: String, text: String = "", children: [XMLElement] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// Parses a document. Throws `malformedInput` that names the byte for what is not well-formed, for a document type, and
    /// for more than 100 elements in one another.
    public static func parse(_ bytes: [UInt8]) throws(FdnixError) -> XMLElement {
        var parser = XMLParser(bytes)
        return try parser.document()
    }

    /// The first child of this name.
    public subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of the first child of this name; nil where there is none.
    public func text(_ name: String) -> String? { self[name]?.text }

    /// All children of this name.
    public func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The element as a document in a namespace, with the declaration that services expect.
    public func document(namespace: String) -> [UInt8] {
        Array(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + encoded(" xmlns=\"\(Self.escaped(namespace))\"")).utf8)
    }

    private func encoded(_ attributes: String) -> String {
        "<\(name)\(attributes)>\(Self.escaped(text))\(children.map { $0.encoded("") }.joined())</\(name)>"
    }

    /// Texts with what XML means otherwise as escapes, and line breaks that a reader would change as numbers.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\r": escaped += "&#13;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
