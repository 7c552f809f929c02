import Basics

/// Reads text documents of Office Open XML.
enum DOCXReader {
    /// Reads a document: headers, body, notes, footers. Throws `malformedInput` where it is broken, encrypted or over a
    /// limit, `notFound` where the system lacks a library, and what `output` throws.
    static func read(_ file: ByteView, _ options: ReadingOptions, into output: some DocumentOutput) throws {
        let package = try OfficePackage(file)
        let main = try package.mainPart(usual: "word/document.xml")
        let references = try package.relationships(of: main)
        let styles = WordStyles()
        if let part = references.values.first(where: { $0.isKind("styles") })?.part, package.archive.has(part) {
            try package.archive.parse(part, styles)
        }
        func read(_ part: String, _ references: [String: Relationship]? = nil) throws -> WordPart {
            let references = options.extractsPictures ? try references ?? package.relationships(of: part) : [:]
            let pictures = references.compactMapValues { found in
                found.isKind("image") && package.archive.has(found.part) ? found.part : nil
            }
            let handler = WordPart(pictures: pictures, styles: styles)
            try package.archive.parse(part, handler)
            return handler
        }
        func parts(_ kind: String) -> [String] {
            Set(references.values.lazy.filter { $0.isKind(kind) && package.archive.has($0.part) }.map(\.part)).sorted()
        }
        let body = try read(main, references)
        var whole = FlowFrame()
        appendDistinct(try parts("header").map { try read($0) }, to: &whole)
        var text = body.flow
        whole.appendParagraphs(of: text.finished())
        appendDistinct(try (parts("footnotes") + parts("endnotes")).map { try read($0) }, to: &whole)
        appendDistinct(try parts("footer").map { try read($0) }, to: &whole)
        try OfficeText.give(whole, title: try package.title() ?? body.title, from: package.archive, into: output)
    }

    /// Appends parts that say something, each once: sections often have the same header.
    private static func appendDistinct(_ parts: [WordPart], to whole: inout FlowFrame) {
        var seen: Set<[UInt8]> = []
        for part in parts {
            var flow = part.flow
            let frame = flow.finished()
            if seen.insert(frame.bytes).inserted { whole.appendParagraphs(of: frame) }
        }
    }
}
