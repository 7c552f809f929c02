/// Takes what a reader finds in a file, in its order: the text of a document in pieces, its pictures, then its details;
/// a file may hold several documents (a table has one a record).
///
/// Nothing is kept by the reader: a file of any length is read in bounded memory where its format allows.
public protocol DocumentOutput: AnyObject {
    /// Takes the next piece of the document's text: valid UTF-8 that does not end within a character, without U+0000.
    /// Throws what ends the reading.
    func append(_ text: UnsafeRawBufferPointer) throws
    /// Takes a picture for which a token stands in the text. Throws what ends the reading.
    func append(_ picture: ExtractedPicture) throws
    /// Takes note that the reading goes on, before something that may take long. Throws what ends the reading.
    func goOn() throws
    /// Ends the document. Throws what ends the reading.
    func endDocument(_ details: DocumentDetails) throws
}

extension DocumentOutput {
    /// Does nothing: only what watches the reading takes note.
    public func goOn() {}

    /// Takes a piece of text of which U+0000, which Postgres refuses, is left out.
    func appendWithoutNull(_ text: UnsafeRawBufferPointer) throws {
        var rest = text[...]
        while let end = rest.firstIndex(of: 0) {
            if end > rest.startIndex { try append(UnsafeRawBufferPointer(rebasing: rest[..<end])) }
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty { try append(UnsafeRawBufferPointer(rebasing: rest)) }
    }

    func append(_ text: [UInt8]) throws { try text.withUnsafeBytes { if !$0.isEmpty { try append($0) } } }
}
