import JSON

/// What Textract found on the pages that are wanted: its blocks, by numbers in place of their long names, with the blocks
/// that they consist of (docs.aws.amazon.com/textract/latest/dg/API_Block.html).
struct TextractBlocks {
    /// What a block is, as far as it matters here.
    enum Kind {
        case line, word, table, cell
        /// A paragraph, a title, a list, a figure.
        case layout
        /// A header, a footer, a page's number: what the text is better without.
        case furniture
    }

    struct Block {
        var kind: Kind
        var text: String
        /// The numbers of the blocks that it consists of; those of blocks that never came may be among them.
        var parts: [Int]
        /// The place of a cell in its table.
        var row, column: Int
    }

    private let wanted: Set<Int>
    private var numbers: [String: Int] = [:]
    private var blocks: [Block?] = []
    /// The numbers of the layout, the tables and the lines of each page, in the order in which they came.
    private(set) var pages: [Int: [Int]] = [:]

    /// No blocks yet; those of other pages than `pages` will be left out.
    init(of pages: some Sequence<Int>) { wanted = Set(pages) }

    /// Adds what a reply has; what is not as Textract describes it is left out.
    mutating func add(_ reply: [JSONValue]) {
        for json in reply { add(json) }
    }

    private mutating func add(_ json: JSONValue) {
        // A picture has one page, and says so by saying nothing.
        let page = json["Page"].map { $0.int.flatMap(Int.init(exactly:)) } ?? 1
        guard let page, wanted.contains(page), let id = json["Id"]?.string, let type = json["BlockType"]?.string,
            let kind = Kind(type), case let number = self.number(of: id), blocks[number] == nil
        else { return }
        let text = json["Text"]?.string ?? ""
        let parts = (json["Relationships"]?.array ?? []).filter { $0["Type"]?.string == "CHILD" }
            .flatMap { $0["Ids"]?.array ?? [] }.compactMap(\.string).map { self.number(of: $0) }
        func index(_ key: String) -> Int { json[key]?.int.flatMap(Int.init(exactly:)) ?? 0 }
        blocks[number] = Block(
            kind: kind, text: text, parts: parts, row: index("RowIndex"), column: index("ColumnIndex"))
        if kind.isOfPage { pages[page, default: []].append(number) }
    }

    /// A block by its number; nil where it never came.
    subscript(number: Int) -> Block? { blocks[number] }

    private mutating func number(of id: String) -> Int {
        if let number = numbers[id] { return number }
        numbers[id] = blocks.count
        blocks.append(nil)
        return blocks.count - 1
    }
}

extension TextractBlocks.Kind {
    fileprivate init?(_ type: String) {
        switch type {
        case "LINE": self = .line
        case "WORD": self = .word
        case "TABLE": self = .table
        case "CELL": self = .cell
        case "LAYOUT_HEADER", "LAYOUT_FOOTER", "LAYOUT_PAGE_NUMBER": self = .furniture
        case _ where type.hasPrefix("LAYOUT_"): self = .layout
        default: return nil
        }
    }

    /// Whether it is a part of the page and not of another block.
    fileprivate var isOfPage: Bool { self != .word && self != .cell }
}
