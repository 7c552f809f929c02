/// Reads pages off their pictures, where a PDF has no text layer.
public protocol PageRecognizer: Sendable {
    /// The texts of `pages` of a PDF, by their numbers from 1; a page without text may be missing. One job a document.
    /// Throws `FdnixError` where it cannot be done, and `CancellationError`.
    func recognize(_ object: ObjectURI, pages: [Int]) async throws -> [Int: String]
}
