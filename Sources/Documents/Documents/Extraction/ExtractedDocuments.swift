public import DocumentReaders

/// Puts the pieces that readers find together and hands each document on when it is whole; only one is in memory at a
/// time.
public final class ExtractedDocuments: DocumentOutput {
    private let take: (ExtractedDocument) throws -> Void
    private var text: [UInt8] = []
    private var pictures: [ExtractedPicture] = []

    /// Gives each document to `take`; what that throws ends the reading.
    public init(_ take: @escaping (ExtractedDocument) throws -> Void) { self.take = take }

    /// Takes the next piece of text.
    public func append(_ text: UnsafeRawBufferPointer) { self.text += text }

    /// Takes a picture whose token stands in the text.
    public func append(_ picture: ExtractedPicture) { pictures.append(picture) }

    /// Hands the document on. Throws what taking it throws.
    public func endDocument(_ details: DocumentDetails) throws {
        let document = ExtractedDocument(text: text, details: details, pictures: pictures)
        (text, pictures) = ([], [])
        try take(document)
    }
}
