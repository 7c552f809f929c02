/// Reads a part of a text document of Office Open XML: the body, a header, the notes.
///
/// Text is what the runs hold; what was deleted while changes were tracked is left out. Runs follow each other without
/// anything between them: one word may be in many.
final class WordPart: XMLHandler {
    private struct Paragraph {
        var isHeading = false
        var isTitle = false
        /// Its end was deleted: the next paragraph goes on in its line.
        var runsOn = false
    }

    private(set) var flow = FlowText()
    /// The words of the first paragraph in the style of titles.
    private(set) var title: String?

    private let pictures: [String: String]
    private let styles: WordStyles
    private var alternatives = Alternatives()
    /// How deep the parser is in something that is left out.
    private var leftOut = 0
    private var paragraphs: [Paragraph] = []
    private var inText = 0
    private var inParagraphProperties = 0
    private var inRowProperties = 0
    private var deletedRows: [Bool] = []

    /// A reader of a part whose pictures are in the archive under the names that `pictures` gives their identifiers.
    init(pictures: [String: String], styles: WordStyles) {
        self.pictures = pictures
        self.styles = styles
    }

    func start(_ element: XMLElement) {
        guard leftOut == 0, !alternatives.isLeftOut(element) else {
            leftOut += 1
            return
        }
        switch element.namespace {
        case .word: startWord(element)
        case .drawing: startDrawing(element)
        case .math: if element.name == "t" { inText += 1 }
        case .vml: if element.name == "imagedata" { appendPicture(element.attribute("id", in: .reference)) }
        default: break
        }
    }

    private func startWord(_ element: XMLElement) {
        switch element.name {
        case "p": paragraphs.append(Paragraph())
        case "pPr": inParagraphProperties += 1
        case "trPr": inRowProperties += 1
        case "pStyle": applyStyle(element.attribute("val", in: .word) ?? "")
        case "outlineLvl":
            if let level = element.attribute("val", in: .word).flatMap({ Int($0) }) {
                change { $0.isHeading = level < 9 }
            }
        case "del", "moveFrom": startDeletion()
        case "pPrChange", "rPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange": leftOut = 1
        case "footnote", "endnote":
            // Others are the lines between text and notes.
            if let type = element.attribute("type", in: .word), type != "normal" { leftOut = 1 }
        case "t": inText += 1
        case "tab", "ptab": if inParagraphProperties == 0 { flow.append("\t") }
        case "br", "cr": flow.breakLine()
        case "noBreakHyphen": flow.append("\u{2011}")
        case "sym": appendSymbol(element.attribute("char", in: .word))
        case "tr": deletedRows.append(false)
        case "tc", "txbxContent": flow.open()
        default: break
        }
    }

    private func startDrawing(_ element: XMLElement) {
        switch element.name {
        case "p": paragraphs.append(Paragraph())
        case "t": inText += 1
        case "br": flow.breakLine()
        case "blip": appendPicture(element.attribute("embed", in: .reference))
        default: break
        }
    }

    func end(_ namespace: XMLNamespace, _ name: String) {
        guard leftOut == 0 else {
            leftOut -= 1
            return
        }
        alternatives.end(namespace, name)
        switch (namespace, name) {
        case (.word, "p"), (.drawing, "p"): endParagraph()
        case (.word, "t"), (.drawing, "t"), (.math, "t"): inText -= 1
        case (.word, "pPr"): inParagraphProperties -= 1
        case (.word, "trPr"): inRowProperties -= 1
        case (.word, "tc"): flow.closeCell()
        case (.word, "tr"): if deletedRows.popLast() == true { flow.dropRow() } else { flow.endRow() }
        case (.word, "txbxContent"): flow.closeBox()
        default: break
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer) { if inText > 0 { flow.append(bytes) } }

    private func endParagraph() {
        guard let paragraph = paragraphs.popLast(), !paragraph.runsOn else { return }
        if paragraph.isTitle, title == nil, case let words = flow.frame.paragraph, !words.isEmpty { title = words }
        flow.endParagraph(isHeading: paragraph.isHeading)
    }

    /// Where properties say so, a paragraph's end or a row was deleted; elsewhere the runs within were.
    private func startDeletion() {
        if inRowProperties > 0, let row = deletedRows.indices.last { deletedRows[row] = true }
        if inParagraphProperties > 0 { change { $0.runsOn = true } }
        leftOut = 1
    }

    private func applyStyle(_ identifier: String) {
        change {
            $0.isHeading = styles.isHeading(identifier)
            $0.isTitle = styles.isTitle(identifier)
        }
    }

    private func change(_ body: (inout Paragraph) -> Void) {
        if !paragraphs.isEmpty { body(&paragraphs[paragraphs.count - 1]) }
    }

    private func appendPicture(_ identifier: String?) {
        if let part = identifier.flatMap({ pictures[$0] }) { flow.appendPicture(part: part) }
    }

    /// A character by its number; those for private use are pictures of a font.
    private func appendSymbol(_ code: String?) {
        guard let scalar = code.flatMap({ UInt32($0, radix: 16) }).flatMap({ Unicode.Scalar($0) }),
            scalar.properties.generalCategory != .privateUse, scalar.value >= 0x20
        else { return }
        Array(String(scalar).utf8).withUnsafeBytes { flow.append($0) }
    }
}
