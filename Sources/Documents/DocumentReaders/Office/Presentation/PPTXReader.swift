import Basics

/// Reads presentations of Office Open XML.
enum PPTXReader {
    /// Reads a presentation: its slides in their order, each with its drawings' words and its notes. A slide is a page.
    /// Throws `malformedInput` where it is broken, encrypted or over a limit, `notFound` where the system lacks a library,
    /// and what `output` throws.
    static func read(_ file: ByteView, _ options: ReadingOptions, into output: some DocumentOutput) throws {
        let package = try OfficePackage(file)
        let main = try package.mainPart(usual: "ppt/presentation.xml")
        let slides = try package.relationships(of: main)
        let list = SlideList()
        try package.archive.parse(main, list)
        var whole = FlowFrame()
        for (index, identifier) in list.identifiers.enumerated() {
            guard let part = slides[identifier]?.part, package.archive.has(part) else { continue }
            whole.appendEmptyLine()
            whole.mark(.page(number: index + 1))
            try append(part, of: package, options, to: &whole)
        }
        try OfficeText.give(whole, title: try package.title(), from: package.archive, into: output)
    }

    private static func append(
        _ slide: String, of package: OfficePackage, _ options: ReadingOptions, to whole: inout FlowFrame
    ) throws {
        let references = try package.relationships(of: slide)
        let present = references.filter { package.archive.has($0.value.part) }
        let pictures = options.extractsPictures ? present.filter { $0.value.isKind("image") }.mapValues(\.part) : [:]
        func append(_ part: String, _ kind: SlidePart.Kind) throws {
            let handler = SlidePart(kind, pictures: pictures)
            try package.archive.parse(part, handler)
            var flow = handler.flow
            whole.appendParagraphs(of: flow.finished())
        }
        try append(slide, .slide)
        for kind in ["diagramData", "notesSlide"] {
            for part in Set(present.values.lazy.filter { $0.isKind(kind) }.map(\.part)).sorted() {
                try append(part, .notes)
            }
        }
    }
}
