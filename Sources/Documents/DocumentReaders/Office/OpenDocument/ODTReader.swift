import Basics

/// Reads texts in OpenDocument.
enum ODTReader {
    /// Reads a document: headers, body with its notes, footers. Throws `malformedInput` where it is broken, encrypted or
    /// over a limit, `notFound` where the system lacks a library, and what `output` throws.
    static func read(_ file: ByteView, _ options: ReadingOptions, into output: some DocumentOutput) throws {
        let archive = try ZipArchive(file)
        if archive.has("META-INF/manifest.xml") { try archive.parse("META-INF/manifest.xml", EncryptionCheck()) }
        let content = OpenDocumentPart(isContent: true, extractsPictures: options.extractsPictures, of: archive)
        try archive.parse("content.xml", content)
        let styles = OpenDocumentPart(isContent: false, extractsPictures: options.extractsPictures, of: archive)
        if archive.has("styles.xml") { try archive.parse("styles.xml", styles) }
        var whole = FlowFrame()
        for header in styles.headers { whole.appendParagraphs(of: header) }
        var body = content.flow
        whole.appendParagraphs(of: body.finished())
        for footer in styles.footers { whole.appendParagraphs(of: footer) }
        let title = archive.has("meta.xml") ? try DublinCoreTitle.find(in: "meta.xml", archive) : nil
        try OfficeText.give(whole, title: title, from: archive, into: output)
    }
}
