import Basics

/// The parts of an Office Open XML document and how they refer to each other (ECMA-376 part 2).
struct OfficePackage {
    let archive: ZipArchive
    /// What the package itself refers to.
    private let root: [String: Relationship]

    /// Opens a document. Throws as opening its archive and parsing its list of parts do.
    init(_ file: ByteView) throws {
        archive = try ZipArchive(file)
        root = try Self.relationships(of: "", archive)
    }

    /// The part that the document is in: what the package says, else `usual`. Throws `malformedInput` where it has none.
    func mainPart(usual: String) throws -> String {
        let main = root.values.first { $0.isKind("officeDocument") }?.part ?? usual
        guard archive.has(main) else {
            throw FdnixError(.malformedInput, "the archive lacks \(usual); it is not a document of this type")
        }
        return main
    }

    /// What `part` refers to, by identifier; nothing where it has no list. Throws as parsing does.
    func relationships(of part: String) throws -> [String: Relationship] { try Self.relationships(of: part, archive) }

    private static func relationships(of part: String, _ archive: ZipArchive) throws -> [String: Relationship] {
        let folder = part.lastIndex(of: "/").map { part[...$0] } ?? ""
        let list = "\(folder)_rels/\(part.dropFirst(folder.count)).rels"
        guard archive.has(list) else { return [:] }
        let handler = RelationshipList(of: part)
        try archive.parse(list, handler)
        return handler.relationships
    }

    /// The title in the document's properties; nil where there is none. Throws as parsing does.
    func title() throws -> String? {
        guard let part = root.values.first(where: { $0.isKind("core-properties") })?.part, archive.has(part) else {
            return nil
        }
        return try DublinCoreTitle.find(in: part, archive)
    }
}
