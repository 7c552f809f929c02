/// Reads a part of an OpenDocument text (ISO/IEC 26300): the content, or the styles, of which headers and footers are a
/// part.
///
/// White space is what OpenDocument makes of it: a run of it is one space, none at the start of a paragraph; more of it,
/// tabulators and line ends are elements.
final class OpenDocumentPart: XMLHandler {
    /// Headers, body and footers, each once.
    private(set) var headers: [FlowFrame] = []
    private(set) var flow = FlowText()
    private(set) var footers: [FlowFrame] = []

    private let archive: ZipArchive
    private let extractsPictures: Bool
    /// Whether words are part of what is read: all of the content, headers and footers of the styles.
    private let isContent: Bool
    private var leftOut = 0
    private var paragraphs = 0
    private var inHeaderOrFooter = false
    private var isSpacePending = false
    private var isAtStart = true
    /// Whether the frames under way have a picture: others in them show the same in another format.
    private var framesHavePicture: [Bool] = []

    init(isContent: Bool, extractsPictures: Bool, of archive: ZipArchive) {
        self.isContent = isContent
        self.extractsPictures = extractsPictures
        self.archive = archive
    }

    func start(_ element: XMLElement) {
        guard leftOut == 0, !Self.isLeftOut(element) else {
            leftOut += 1
            return
        }
        switch (element.namespace, element.name) {
        case (.odfText, "p"), (.odfText, "h"):
            paragraphs += 1
            startLine()
        case (.odfText, "s"): appendSpaces(element.attribute("c", in: .odfText).flatMap { Int($0) } ?? 1)
        case (.odfText, "tab"): append("\t")
        case (.odfText, "line-break"):
            if isRead { flow.breakLine() }
            startLine()
        // A note follows its paragraph; so does a box.
        case (.odfText, "note-body"), (.odfDraw, "text-box"), (.odfTable, "table-cell"): open()
        case (.odfDraw, "frame"): framesHavePicture.append(false)
        case (.odfDraw, "image"): appendPicture(element.attribute("href", in: .xlink))
        case (.odfStyle, "header"), (.odfStyle, "footer"):
            inHeaderOrFooter = true
            flow = FlowText()
        default: break
        }
    }

    func end(_ namespace: XMLNamespace, _ name: String) {
        guard leftOut == 0 else {
            leftOut -= 1
            return
        }
        switch (namespace, name) {
        case (.odfText, "p"), (.odfText, "h"):
            paragraphs -= 1
            if isRead { flow.endParagraph(isHeading: name == "h") }
            startLine()
        case (.odfText, "note-body"), (.odfDraw, "text-box"):
            flow.closeBox()
            isAtStart = false
        case (.odfTable, "table-cell"): flow.closeCell()
        case (.odfTable, "table-row"): flow.endRow()
        case (.odfDraw, "frame"): _ = framesHavePicture.popLast()
        case (.odfStyle, "header"): endHeaderOrFooter(&headers)
        case (.odfStyle, "footer"): endHeaderOrFooter(&footers)
        default: break
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer) {
        guard leftOut == 0, isRead, paragraphs > 0 else { return }
        for piece in bytes.split(omittingEmptySubsequences: false, whereSeparator: Self.isSpace).enumerated() {
            if piece.offset > 0 { isSpacePending = !isAtStart }
            guard !piece.element.isEmpty else { continue }
            writePendingSpace()
            flow.append(UnsafeRawBufferPointer(rebasing: piece.element))
            isAtStart = false
        }
    }

    private var isRead: Bool { isContent || inHeaderOrFooter }

    private static func isLeftOut(_ element: XMLElement) -> Bool {
        switch (element.namespace, element.name) {
        // What was deleted, remarks, signs of notes; embedded bytes; descriptions of drawings.
        case (.odfText, "tracked-changes"), (.odfText, "note-citation"), (.odfOffice, "annotation"),
            (.odfOffice, "binary-data"), (.odfOffice, "forms"), (.other, "title"), (.other, "desc"):
            true
        default: false
        }
    }

    private func open() {
        flow.open()
        startLine()
    }

    private func startLine() {
        isSpacePending = false
        isAtStart = true
    }

    private func writePendingSpace() {
        if isSpacePending { flow.append(" ") }
        isSpacePending = false
    }

    private func append(_ characters: StaticString) {
        guard isRead else { return }
        writePendingSpace()
        flow.append(characters)
    }

    /// A file may ask for any number.
    private func appendSpaces(_ count: Int) {
        for _ in 0..<max(0, min(count, 1000)) { append(" ") }
        isAtStart = false
    }

    private func appendPicture(_ reference: String?) {
        guard extractsPictures, isRead, framesHavePicture.last != true, let reference,
            let part = ArchivePath.resolve(reference, from: ""), archive.has(part)
        else { return }
        if let last = framesHavePicture.indices.last { framesHavePicture[last] = true }
        flow.appendPicture(part: part)
        startLine()
    }

    private func endHeaderOrFooter(_ parts: inout [FlowFrame]) {
        let frame = flow.finished()
        if !frame.bytes.isEmpty, !parts.contains(where: { $0.bytes == frame.bytes }) { parts.append(frame) }
        inHeaderOrFooter = false
        flow = FlowText()
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
