public import DocumentReaders
public import TextSplitting

/// A document of a file with all that was found in it.
public struct ExtractedDocument: Sendable {
    /// The text's valid UTF-8.
    public let text: [UInt8]
    /// What the file says beside the text.
    public let details: DocumentDetails
    /// The pictures, in the order in which they were found.
    public let pictures: [ExtractedPicture]

    /// A document with this text, which must be valid UTF-8.
    public init(text: [UInt8], details: DocumentDetails = DocumentDetails(), pictures: [ExtractedPicture] = []) {
        self.text = text
        self.details = details
        self.pictures = pictures
    }

    /// The chunks in their order.
    public func chunks(_ splitter: RecursiveTextSplitter) -> [DocumentChunk] {
        text.withUnsafeBytes { bytes in
            splitter.ranges(in: bytes).map { DocumentChunk(bytes, $0, of: details) }
        }
    }
}
