/// The text of a document with tables and boxes in it, as its elements come: the frame under way and those around it.
struct FlowText {
    private var outer: [FlowFrame] = []
    private(set) var frame = FlowFrame()

    mutating func append(_ characters: UnsafeRawBufferPointer) { frame.append(characters) }

    mutating func append(_ characters: StaticString) { frame.append(characters) }

    mutating func breakLine() { frame.breakLine() }

    mutating func appendPicture(part: String) { frame.appendPicture(part: part) }

    mutating func endParagraph(isHeading: Bool = false) { frame.endParagraph(isHeading: isHeading) }

    /// Begins a cell, or a box beside the text.
    mutating func open() {
        outer.append(frame)
        frame = FlowFrame()
    }

    mutating func closeCell() {
        guard var around = outer.popLast() else { return }
        around.append(cell: frame)
        frame = around
    }

    mutating func closeBox() {
        guard var around = outer.popLast() else { return }
        around.append(frame)
        frame = around
    }

    mutating func endRow() { frame.endRow() }

    mutating func dropRow() { frame.dropRow() }

    /// The whole, as one frame.
    mutating func finished() -> FlowFrame {
        while !outer.isEmpty { closeBox() }
        frame.finish()
        return frame
    }
}
