/// Finds which entries of a publication are encrypted: fonts often are, texts in those that only some programs may open.
final class PublicationEncryption: XMLHandler {
    private(set) var entries: Set<String> = []

    func start(_ element: XMLElement) {
        guard element.namespace == .encryption, element.name == "CipherReference",
            let entry = element.attribute("URI").flatMap({ ArchivePath.resolve($0, from: "") })
        else { return }
        entries.insert(entry)
    }
}
