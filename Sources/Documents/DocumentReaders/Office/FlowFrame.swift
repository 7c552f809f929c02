/// Paragraphs that follow each other: of a document, of a table's cell, of a box beside the text.
struct FlowFrame {
    /// What lies at a place of the text.
    enum Mark {
        /// A picture's token, with the part of the archive that has the picture.
        case picture(part: String)
        /// A heading with these words.
        case section(header: String)
        /// The first character of a page, a slide or a part.
        case page(number: Int)
    }

    /// Valid UTF-8: paragraphs with a line feed after each, and no more than one empty line between two.
    private(set) var bytes: [UInt8] = []
    /// The marks with their places, which are bytes; a heading's comes after those of the pictures in it.
    private(set) var marks: [(offset: Int, mark: Mark)] = []
    /// The cells of the row that is under way.
    private var cells: [FlowFrame] = []
    /// Boxes that are anchored in the paragraph under way and follow it.
    private var boxes: [FlowFrame] = []
    private var paragraphStart = 0

    mutating func append(_ characters: UnsafeRawBufferPointer) { bytes.append(contentsOf: characters) }

    mutating func append(_ characters: StaticString) {
        append(UnsafeRawBufferPointer(start: characters.utf8Start, count: characters.utf8CodeUnitCount))
    }

    mutating func append(_ box: FlowFrame) { boxes.append(box) }

    mutating func append(cell: FlowFrame) { cells.append(cell) }

    mutating func mark(_ mark: FlowFrame.Mark) { marks.append((bytes.count, mark)) }

    /// A picture's token on a line of its own.
    mutating func appendPicture(part: String) {
        endLine()
        marks.append((bytes.count, .picture(part: part)))
        bytes += Array(ExtractedPicture.token.utf8)
        endLine()
    }

    /// The words of the paragraph under way.
    var paragraph: String {
        guard paragraphStart < bytes.count else { return "" }
        return bytes[paragraphStart...].split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }

    /// Ends the paragraph and lets follow what was anchored in it; a heading begins a section.
    mutating func endParagraph(isHeading: Bool = false) {
        if isHeading, case let header = paragraph, !header.isEmpty {
            marks.append((paragraphStart, .section(header: header)))
        }
        if bytes.count == paragraphStart || bytes.last != 0x0A { breakLine() }
        for box in boxes { appendParagraphs(of: box) }
        boxes = []
        paragraphStart = bytes.count
    }

    /// Ends the row: a line of its cells, or the paragraphs of its only one.
    mutating func endRow() {
        var row = cells
        cells = []
        // What stands in boxes is a part of its cell.
        for index in row.indices { row[index].finish() }
        endLine()
        defer { paragraphStart = bytes.count }
        guard row.count > 1 else {
            for cell in row { appendParagraphs(of: cell) }
            return
        }
        // A row of nothing is not a line.
        guard !row.allSatisfy(\.bytes.isEmpty) else { return }
        for (index, cell) in row.enumerated() {
            if index > 0 { append(" | ") }
            let offset = bytes.count
            marks += cell.marks.map { ($0.offset + offset, $0.mark) }
            bytes += cell.bytes.lazy.map { $0 == 0x0A ? 0x20 : $0 }
        }
        endLine()
    }

    /// Forgets the row that is under way.
    mutating func dropRow() { cells = [] }

    /// Ends what is under way: afterwards the text ends with its last word.
    mutating func finish() {
        if !cells.isEmpty { endRow() }
        if !boxes.isEmpty { endParagraph() }
        while let last = bytes.last, last == 0x0A || last == 0x20 || last == 0x09 { bytes.removeLast() }
    }

    /// The paragraphs of another frame after those here.
    mutating func appendParagraphs(of other: FlowFrame) {
        var other = other
        other.finish()
        guard !other.bytes.isEmpty else { return }
        endLine()
        let offset = bytes.count
        marks += other.marks.map { ($0.offset + offset, $0.mark) }
        bytes += other.bytes
        endLine()
        paragraphStart = bytes.count
    }

    /// An empty line, but at the start and where there is one.
    mutating func appendEmptyLine() {
        endLine()
        breakLine()
        paragraphStart = bytes.count
    }

    private mutating func endLine() {
        if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
    }

    /// Ends the line, an empty one as well: but at the start, and where an empty one is.
    mutating func breakLine() {
        guard !bytes.isEmpty, !bytes.suffix(2).elementsEqual([0x0A, 0x0A]) else { return }
        bytes.append(0x0A)
    }
}
