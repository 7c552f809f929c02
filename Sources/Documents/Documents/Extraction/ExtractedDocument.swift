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

    /// The chunks in their order.
    public func chunks(_ splitter: RecursiveTextSplitter) -> [DocumentChunk] {
        text.withUnsafeBytes { bytes in
            splitter.ranges(in: bytes).map { DocumentChunk(bytes, $0, of: details) }
        }
    }
}
