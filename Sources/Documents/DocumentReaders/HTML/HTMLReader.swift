import Basics

/// Reads pages of HTML.
enum HTMLReader {
    /// Reads a file as one document. Throws `malformedInput` where no parser can read it within its limits, `notFound`
    /// where the system lacks one, and what `output` throws.
    static func read(_ file: ByteView, _ options: ReadingOptions, into output: some DocumentOutput) throws {
        let page = try DecodedPage(file, options.charsets)
        let text = try withExtendedLifetime(page) { try HTMLParsing.text(page.view.bytes) }
        var details = DocumentDetails()
        details.title = text.title
        details.sections = text.sections
        details.replacedCharacters = page.replaced
        try output.append(text.bytes)
        try output.endDocument(details)
    }
}
