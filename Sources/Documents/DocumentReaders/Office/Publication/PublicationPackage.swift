/// Reads what an electronic publication is made of, and the order of its parts (EPUB 3.3, package documents).
final class PublicationPackage: XMLHandler {
    /// The entries of the archive that are read one after the other.
    private(set) var parts: [String] = []

    private let entry: String
    private var entries: [String: String] = [:]

    /// A reader of the package that is the archive's entry `entry`.
    init(entry: String) { self.entry = entry }

    func start(_ element: XMLElement) {
        guard element.namespace == .publication else { return }
        switch element.name {
        case "item":
            guard let identifier = element.attribute("id"), let reference = element.attribute("href"),
                ["application/xhtml+xml", "text/html"].contains(element.attribute("media-type") ?? "")
            else { return }
            entries[identifier] = reference
        case "itemref":
            guard let reference = element.attribute("idref").flatMap({ entries[$0] }),
                let part = ArchivePath.resolve(reference, from: entry)
            else { return }
            parts.append(part)
        default: break
        }
    }
}
