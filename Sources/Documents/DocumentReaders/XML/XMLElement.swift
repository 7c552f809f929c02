/// The start of an element, with its attributes as libxml2 has them: valid while the handler runs.
struct XMLElement {
    let namespace: XMLNamespace
    /// The name without its prefix.
    let name: String

    private let attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    private let count: Int
    /// Knows the vocabularies of the document.
    private let parser: XMLParser

    init(
        _ name: String, _ uri: UnsafePointer<UInt8>?, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
        _ count: Int, of parser: XMLParser
    ) {
        namespace = parser.namespace(uri)
        self.parser = parser
        self.name = name
        self.attributes = attributes
        self.count = count
    }

    /// The value of an attribute; nil where the element has none of this name. An attribute without a prefix belongs to no
    /// vocabulary: nil asks for one.
    func attribute(_ name: StaticString, in namespace: XMLNamespace? = nil) -> String? {
        guard let attributes else { return nil }
        // Five addresses an attribute: local name, prefix, vocabulary, start and end of the value.
        for index in 0..<count {
            guard let found = attributes[5 * index], let start = attributes[5 * index + 3],
                let end = attributes[5 * index + 4], Self.isEqual(found, name)
            else { continue }
            guard attributes[5 * index + 2].map(parser.namespace) == namespace else { continue }
            return String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
        }
        return nil
    }

    private static func isEqual(_ found: UnsafePointer<UInt8>, _ name: StaticString) -> Bool {
        for index in 0..<name.utf8CodeUnitCount where found[index] != name.utf8Start[index] { return false }
        return found[name.utf8CodeUnitCount] == 0
    }
}
