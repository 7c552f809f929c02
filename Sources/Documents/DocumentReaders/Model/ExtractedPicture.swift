/// A picture within a document.
public struct ExtractedPicture: Sendable, Equatable {
    /// What stands in the text for a picture until its five characters of the table of links are known, which then take
    /// the place of the noughts: no other place in the text moves.
    public static let token = "(!?#Image:00000)"
    /// Where in the token the five characters stand, in bytes.
    public static let identifierRange = 10..<15

    /// Where its tokens begin, in bytes of the document's UTF-8; more than one where the picture is shown again.
    public var offsets: [Int]
    /// The kind of file, in small letters: `png`, `jpeg`, `emf`.
    public var fileExtension: String
    /// The bytes of the file.
    public var bytes: [UInt8]

    /// A picture whose tokens begin at `offsets`.
    public init(offsets: [Int], fileExtension: String, bytes: [UInt8]) {
        self.offsets = offsets
        self.fileExtension = fileExtension
        self.bytes = bytes
    }
}
