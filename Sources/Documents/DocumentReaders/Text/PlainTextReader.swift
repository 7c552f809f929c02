import Basics

/// Reads plain text.
enum PlainTextReader {
    /// Reads a file as one document. Throws `malformedInput` where it is not UTF-8 and has no byte order mark that says
    /// what else, and what `output` throws.
    static func read(_ file: ByteView, _ options: ReadingOptions, into output: some DocumentOutput) throws {
        let text = try DecodedText(file, options.charsets).view
        try withExtendedLifetime(text) {
            var details = DocumentDetails()
            var body = text.bytes
            if let block = LegalMetadata(body) {
                details.metadata["legal_metadata"] = block.text
                details.metadata["source_url"] = block.sourceURL
                body = UnsafeRawBufferPointer(rebasing: body[block.end...])
            }
            try output.appendWithoutNull(body)
            text.release()
            try output.endDocument(details)
        }
    }
}
