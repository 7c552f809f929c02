/// Finds the package of a publication in its container.
final class PublicationContainer: XMLHandler {
    private(set) var package: String?

    func start(_ element: XMLElement) {
        guard element.namespace == .container, element.name == "rootfile", package == nil,
            let path = element.attribute("full-path")
        else { return }
        package = ArchivePath.resolve(path, from: "")
    }
}
