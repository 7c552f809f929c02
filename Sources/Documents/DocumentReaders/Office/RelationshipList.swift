/// Reads a part's list of references.
final class RelationshipList: XMLHandler {
    private(set) var relationships: [String: Relationship] = [:]
    private let part: String

    init(of part: String) { self.part = part }

    func start(_ element: XMLElement) {
        guard element.namespace == .relationships, element.name == "Relationship",
            element.attribute("TargetMode") != "External", let identifier = element.attribute("Id"),
            let type = element.attribute("Type"), let target = element.attribute("Target"),
            let found = ArchivePath.resolve(target, from: part)
        else { return }
        relationships[identifier] = Relationship(type: type, part: found)
    }
}
