import Basics

/// Reads a title from the properties of a document.
final class DublinCoreTitle: XMLHandler {
    private var title: [UInt8] = []
    private var depth = 0
    private var isRead = false

    private init() {}

    /// The first title in an entry; nil where it has none. Throws as parsing does.
    static func find(in entry: String, _ archive: ZipArchive) throws -> String? {
        let handler = DublinCoreTitle()
        try archive.parse(entry, handler)
        let words = String(decoding: handler.title, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    func start(_ element: XMLElement) {
        if element.namespace == .dublinCore, element.name == "title", !isRead { depth += 1 }
    }

    func end(_ namespace: XMLNamespace, _ name: String) {
        guard namespace == .dublinCore, name == "title", depth > 0 else { return }
        depth -= 1
        isRead = !title.isEmpty
    }

    func characters(_ bytes: UnsafeRawBufferPointer) { if depth > 0 { title += bytes } }
}
