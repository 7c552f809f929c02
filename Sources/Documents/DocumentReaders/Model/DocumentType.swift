/// The kinds of files that are read.
public enum DocumentType: String, Sendable, CaseIterable {
    case text = "text/plain"
    case csv = "text/csv"
    case html = "text/html"
    case markdown = "text/markdown"
    case pdf = "application/pdf"
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    case pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    case odt = "application/vnd.oasis.opendocument.text"
    case epub = "application/epub+zip"
    case video = "video/mp4"

    /// The kind that a content type says, with its parameters left out; where it only says "bytes" or nothing, the kind
    /// that the key's extension says. Nil for what is not read.
    public init?(contentType: String, key: String) {
        let type = contentType.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        switch type {
        case "application/csv": self = .csv
        case "", "application/octet-stream", "binary/octet-stream":
            guard let found = Self.byExtension[FileExtension.of(key)] else { return nil }
            self = found
        default:
            guard let found = DocumentType(rawValue: type) else { return nil }
            self = found
        }
    }

    private static let byExtension: [String: DocumentType] = [
        "txt": .text, "csv": .csv, "html": .html, "htm": .html, "md": .markdown, "pdf": .pdf, "docx": .docx,
        "pptx": .pptx, "odt": .odt, "epub": .epub, "mp4": .video,
    ]
}
