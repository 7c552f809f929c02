import Basics
import DocumentReaders
import TextSplitting

/// Cuts documents into chunks and writes those to disk, so that a document of any size has any number of them.
final class ChunkSpool {
    /// How many chunks there are.
    private(set) var count = 0
    /// Where they are.
    let path: String
    private let splitter: RecursiveTextSplitter
    private let writer: RecordWriter

    /// Creates the file. Throws `io`.
    init(_ path: String, _ splitter: RecursiveTextSplitter) throws {
        self.path = path
        self.splitter = splitter
        writer = try RecordWriter(creating: path)
    }

    /// Adds the chunks of a document. Throws `io`, and `CancellationError`.
    func append(_ document: ReadDocument) throws {
        let members = SpooledChunk.members(of: document.details)
        try document.text.withBytes { bytes, release in
            for (index, range) in splitter.ranges(in: bytes, release: release).enumerated() {
                if index.isMultiple(of: Self.chunksOfRelease) { release() }
                if index.isMultiple(of: 256) { try Task.checkCancellation() }
                let chunk = DocumentChunk(bytes, range, of: document.details)
                let text = document.hasLostPictures ? Self.withoutLostPictures(chunk.text) : chunk.text
                guard !text.isEmpty else { continue }
                try writer.append(SpooledChunk(chunk, text: text, members).record)
                count += 1
            }
        }
    }

    /// Writes what is left. Throws `io`.
    func finish() throws { try writer.close() }

    /// The text without lines that are a token whose picture could not be kept.
    private static func withoutLostPictures(_ text: String) -> String {
        let token = ExtractedPicture.token[...]
        return text.split(separator: "\n", omittingEmptySubsequences: false).filter { $0 != token }
            .joined(separator: "\n").trimmed
    }

    /// Chunks after which memory of the text is given back: some tens of megabytes.
    private static let chunksOfRelease = 32_768
}
