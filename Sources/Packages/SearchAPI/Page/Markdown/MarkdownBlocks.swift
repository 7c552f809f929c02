/// Takes a text apart into blocks, line by line.
struct MarkdownBlocks {
    typealias Line = ArraySlice<UInt8>

    /// A part of a text that stands for itself.
    enum Block: Equatable {
        /// Lines of a paragraph, or of a heading, with line feeds between them.
        case paragraph([UInt8]), heading([UInt8])
        /// Lines as they are.
        case code([UInt8])
        /// The blocks of each item; `start` is the first number of a numbered list.
        case list(start: Int?, items: [[Block]])
    }

    /// Lists in lists beyond this are text.
    static let maximumDepth = 4

    /// The blocks of a text.
    static func parse(_ text: String) -> [Block] {
        let lines = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            withoutLeadingTabs(line.last == 0x0D ? line.dropLast() : line)
        }
        return MarkdownBlocks(lines: lines, depth: 0).blocks()
    }

    let lines: [Line]
    let depth: Int
    private var at = 0
    private var found: [Block] = []

    private init(lines: [Line], depth: Int) {
        self.lines = lines
        self.depth = depth
    }

    private consuming func blocks() -> [Block] {
        while at < lines.count {
            let line = lines[at]
            if Self.isBlank(line) {
                at += 1
            } else if Self.indent(line) >= 4 {
                readIndentedCode()
            } else if let fence = Fence(line) {
                readCode(until: fence)
            } else if let heading = Self.heading(line) {
                found.append(.heading(heading))
                at += 1
            } else if let marker = marker(line) {
                readList(marker)
            } else {
                readParagraph()
            }
        }
        return found
    }

    // MARK: Blocks

    private mutating func readParagraph() {
        var text = Array(Self.trimmed(lines[at]))
        at += 1
        while at < lines.count, !Self.isBlank(lines[at]) {
            let line = lines[at]
            if Self.isUnderline(line) {
                at += 1
                return found.append(.heading(text))
            }
            if Fence(line) != nil || Self.heading(line) != nil || marker(line)?.interrupts == true { break }
            text += [0x0A] + Self.trimmed(line)
            at += 1
        }
        found.append(.paragraph(text))
    }

    private mutating func readIndentedCode() {
        var last = at
        var end = at
        while end < lines.count, Self.isBlank(lines[end]) || Self.indent(lines[end]) >= 4 {
            if !Self.isBlank(lines[end]) { last = end }
            end += 1
        }
        found.append(.code(Self.joined(lines[at...last], without: 4)))
        at = end
    }

    private mutating func readCode(until fence: Fence) {
        let start = at + 1
        at = start
        while at < lines.count, !fence.isClosed(by: lines[at]) { at += 1 }
        found.append(.code(Self.joined(lines[start..<at], without: fence.indent)))
        at = min(at + 1, lines.count)
    }

    private mutating func readList(_ first: Marker) {
        var items: [[Block]] = []
        while at < lines.count, let marker = marker(lines[at]), (marker.number == nil) == (first.number == nil) {
            items.append(MarkdownBlocks(lines: readItem(marker), depth: depth + 1).blocks())
        }
        found.append(.list(start: first.number, items: items))
    }

    /// The lines of an item: those indented as its text is, and those that go on with a paragraph of it.
    private mutating func readItem(_ marker: Marker) -> [Line] {
        var content = [marker.text]
        var blanks = 0
        at += 1
        while at < lines.count {
            let line = lines[at]
            if Self.isBlank(line) {
                blanks += 1
            } else if Self.indent(line) >= marker.offset {
                content += Array(repeating: [], count: blanks) + [Self.dropIndent(line, marker.offset)]
                blanks = 0
            } else if blanks == 0, Fence(line) == nil, Self.heading(line) == nil, self.marker(line) == nil {
                content.append(Self.trimmed(line))
            } else {
                break
            }
            at += 1
        }
        return content
    }

    // MARK: Lines

    /// The mark of an item of a list, nil where the line begins none, or lists are too deep here.
    private func marker(_ line: Line) -> Marker? { depth < Self.maximumDepth ? Marker(line) : nil }

    private static func heading(_ line: Line) -> [UInt8]? {
        guard indent(line) < 4 else { return nil }
        let text = trimmed(line)
        let level = text.prefix { $0 == UInt8(ascii: "#") }.count
        guard (1...6).contains(level), let next = text.dropFirst(level).first, isSpace(next) else { return nil }
        var rest = trimmed(text.dropFirst(level))
        let end = rest.reversed().prefix { $0 == UInt8(ascii: "#") }.count
        if end == rest.count || rest.dropLast(end).last.map(isSpace) == true { rest = trimmed(rest.dropLast(end)) }
        return rest.isEmpty ? nil : Array(rest)
    }

    /// Whether the line makes a heading of the paragraph above it.
    private static func isUnderline(_ line: Line) -> Bool {
        let text = trimmed(line)
        guard indent(line) < 4, text.count >= 3, let first = text.first else { return false }
        return (first == UInt8(ascii: "=") || first == UInt8(ascii: "-")) && text.allSatisfy { $0 == first }
    }

    private static func joined(_ lines: ArraySlice<Line>, without indent: Int) -> [UInt8] {
        Array(lines.map { dropIndent($0, indent) }.joined(separator: [0x0A]))
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    static func isBlank(_ line: Line) -> Bool { line.allSatisfy(isSpace) }
    static func indent(_ line: Line) -> Int { line.prefix { $0 == 0x20 }.count }

    /// The line without at most `count` spaces before it.
    private static func dropIndent(_ line: Line, _ count: Int) -> Line { line.dropFirst(min(indent(line), count)) }

    static func trimmed(_ line: Line) -> Line {
        var rest = line.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }

    /// Tabs before a text count as four spaces.
    private static func withoutLeadingTabs(_ line: Line) -> Line {
        guard line.first.map(isSpace) == true else { return line }
        let space = line.prefix(while: isSpace)
        guard space.contains(0x09) else { return line }
        return
            (space.flatMap { Array(repeating: UInt8(0x20), count: $0 == 0x09 ? 4 : 1) } + line.dropFirst(space.count))[
                ...]
    }
}
