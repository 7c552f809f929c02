import Basics

/// Reads Markdown, which is kept as it is written.
enum MarkdownReader {
    /// Reads a file as one document. Throws `malformedInput` where it is not UTF-8 and has no byte order mark that says
    /// what else, and what `output` throws.
    static func read(_ file: ByteView, _ options: ReadingOptions, into output: some DocumentOutput) throws {
        let text = try DecodedText(file, options.charsets).view
        try withExtendedLifetime(text) {
            var details = DocumentDetails()
            details.title = MarkdownTitle.find(in: text.bytes)
            try output.appendWithoutNull(text.bytes)
            text.release()
            try output.endDocument(details)
        }
    }
}
