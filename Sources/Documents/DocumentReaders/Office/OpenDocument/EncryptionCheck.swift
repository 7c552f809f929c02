import Basics

/// Refuses a document whose list of files says that one of them is encrypted.
final class EncryptionCheck: XMLHandler {
    func start(_ element: XMLElement) throws {
        guard element.namespace == .odfManifest, element.name == "encryption-data" else { return }
        throw FdnixError(.malformedInput, "the document is encrypted; save it without a password")
    }
}
