import Basics

/// Reads electronic publications.
enum EPUBReader {
    /// Reads a publication: its parts in their order, each as a page of HTML, an empty line between two. Throws
    /// `malformedInput` where it is broken, encrypted or over a limit, `notFound` where the system lacks a library, and
    /// what `output` throws.
    static func read(_ file: ByteView, _ options: ReadingOptions, into output: some DocumentOutput) throws {
        let archive = try ZipArchive(file)
        let container = PublicationContainer()
        try archive.parse("META-INF/container.xml", container)
        guard let entry = container.package, archive.has(entry) else {
            throw FdnixError(.malformedInput, "the publication does not say what it is made of; it is not whole")
        }
        let package = PublicationPackage(entry: entry)
        try archive.parse(entry, package)
        let encryption = PublicationEncryption()
        if archive.has("META-INF/encryption.xml") { try archive.parse("META-INF/encryption.xml", encryption) }
        guard encryption.entries.isDisjoint(with: package.parts) else {
            throw FdnixError(.malformedInput, "the publication is encrypted; only the program it was sold for opens it")
        }
        var details = DocumentDetails()
        details.title = try DublinCoreTitle.find(in: entry, archive)
        var length = 0
        for part in package.parts {
            guard let entry = [part, PercentEncoding.decode(part)].first(where: archive.has) else { continue }
            let page = try DecodedPage(ByteView(copying: try archive.contents(of: entry)), options.charsets)
            let text = try withExtendedLifetime(page) { try HTMLParsing.text(page.view.bytes) }
            details.replacedCharacters += page.replaced
            guard !text.bytes.isEmpty else { continue }
            if length > 0 {
                try output.append([0x0A, 0x0A])
                length += 2
            }
            details.sections += text.sections.map { .init(header: $0.header, offset: $0.offset + length) }
            try output.append(text.bytes)
            length += text.bytes.count
        }
        try output.endDocument(details)
    }
}
