import ServiceAPI

/// A long description, which nixpkgs writes in Markdown: paragraphs, lists, code, emphasis and links to `https` become
/// elements, headings bold paragraphs; everything else stays the text that it is. `markdown.js` makes the same elements.
///
/// Every byte is looked at a bounded number of times, whatever the text.
enum Markdown {
    /// Writes a text's elements.
    static func write(_ text: String, to html: inout HTML) {
        for block in MarkdownBlocks.parse(text) { write(block, to: &html) }
    }

    private static func write(_ block: MarkdownBlocks.Block, to html: inout HTML) {
        switch block {
        case .paragraph(let text): html.element("p") { MarkdownInline.write(text, to: &$0) }
        case .heading(let text):
            html.element("p") { $0.element("strong") { MarkdownInline.write(text, to: &$0) } }
        case .code(let text):
            html.element("pre") { $0.element("code", text: String(decoding: text, as: UTF8.self)) }
        case .list(nil, let items): html.element("ul") { write(items, to: &$0) }
        case .list(let start?, let items):
            html.element("ol", .start(start == 1 ? nil : start)) { write(items, to: &$0) }
        }
    }

    private static func write(_ items: [[MarkdownBlocks.Block]], to html: inout HTML) {
        for item in items {
            html.element("li") { html in
                var rest = item[...]
                // Most items are one line.
                if case .paragraph(let text) = rest.first {
                    MarkdownInline.write(text, to: &html)
                    rest = rest.dropFirst()
                }
                for block in rest { write(block, to: &html) }
            }
        }
    }
}
