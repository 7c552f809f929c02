/// The text of a page, from its elements and characters in their order.
///
/// White space is what CSS makes of it: any run of it is one space, and none at the ends of lines, but in preformatted
/// text. Blocks stand on lines of their own.
struct PageText {
    /// Valid UTF-8.
    private(set) var bytes: [UInt8] = []
    /// The words of the page's title; nil where it has none.
    private(set) var title: String?
    private(set) var sections: [DocumentDetails.Section] = []

    private var titleBytes: [UInt8]?
    private var dropped = 0
    private var preformatted = 0
    private var heading: Int?
    /// What comes before the next characters.
    private var gap = Gap()

    private struct Gap {
        var breaks = 0
        var isBlock = false
        var tabs = 0
        var isSpace = false
    }

    mutating func open(_ element: HTMLElement) {
        if dropped > 0 {
            if case .dropped = element { dropped += 1 }
            return
        }
        switch element {
        case .inline: break
        case .block: gap.isBlock = true
        case .heading:
            gap.isBlock = true
            heading = heading ?? bytes.count
        case .preformatted:
            gap.isBlock = true
            preformatted += 1
        case .cell: break
        case .lineBreak: gap.breaks = min(gap.breaks + 1, 2)
        case .title: if title == nil, titleBytes == nil { titleBytes = [] }
        case .dropped: dropped += 1
        }
    }

    mutating func close(_ element: HTMLElement) {
        if dropped > 0 {
            if case .dropped = element { dropped -= 1 }
            return
        }
        switch element {
        case .inline, .lineBreak, .dropped: break
        case .block: gap.isBlock = true
        case .heading: endHeading()
        case .preformatted:
            gap.isBlock = true
            preformatted = max(preformatted - 1, 0)
        case .cell: gap.tabs += 1
        case .title: endTitle()
        }
    }

    /// Adds characters in valid UTF-8. U+0000, which databases refuse, is left out.
    mutating func append(_ characters: UnsafeRawBufferPointer) {
        guard dropped == 0 else { return }
        if titleBytes != nil {
            titleBytes?.append(contentsOf: characters)
        } else if preformatted > 0 {
            appendPreformatted(characters)
        } else {
            appendCollapsing(characters)
        }
    }

    private mutating func appendCollapsing(_ characters: UnsafeRawBufferPointer) {
        var index = 0
        while index < characters.count {
            let start = index
            while index < characters.count, !Self.isSpace(characters[index]) { index += 1 }
            if index > start {
                fillGap()
                bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: characters[start..<index]))
            }
            while index < characters.count, Self.isSpace(characters[index]) {
                if characters[index] != 0 { gap.isSpace = true }
                index += 1
            }
        }
    }

    private mutating func appendPreformatted(_ characters: UnsafeRawBufferPointer) {
        guard !characters.isEmpty else { return }
        gap.isSpace = false
        fillGap()
        bytes.append(contentsOf: characters.lazy.filter { $0 != 0 && $0 != 0x0D })
    }

    /// Writes what separates the next characters from those before. A line has no white space at its end.
    private mutating func fillGap() {
        defer { gap = Gap() }
        guard !bytes.isEmpty else { return }
        let breaks = max(gap.breaks, gap.isBlock ? 1 : 0)
        if breaks > 0 {
            while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
            let present = bytes.last == 0x0A ? 1 : 0
            if breaks > present { bytes += repeatElement(0x0A, count: breaks - present) }
        } else if gap.tabs > 0 {
            bytes += repeatElement(0x09, count: min(gap.tabs, 64))
        } else if gap.isSpace, bytes.last != 0x0A {
            bytes.append(0x20)
        }
    }

    private mutating func endHeading() {
        gap.isBlock = true
        guard let start = heading else { return }
        heading = nil
        guard start < bytes.count else { return }
        let words = bytes[start...].drop(while: Self.isSpace)
        let title = Self.collapsed(words)
        if !title.isEmpty { sections.append(.init(header: title, offset: words.startIndex)) }
    }

    private mutating func endTitle() {
        guard let words = titleBytes else { return }
        titleBytes = nil
        let text = Self.collapsed(words[...])
        if !text.isEmpty { title = text }
    }

    private static func collapsed(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.split(whereSeparator: isSpace).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case 0, 0x09, 0x0A, 0x0C, 0x0D, 0x20: true
        default: false
        }
    }
}
