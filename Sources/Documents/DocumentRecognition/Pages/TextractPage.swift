/// Writes the text of a page that Textract read: its layout in order, tables row by row, what the layout leaves out at the
/// end. Nothing is written twice, whatever refers to what.
struct TextractPage {
    private let blocks: TextractBlocks
    private var written: Set<Int> = []
    private var tableOfWord: [Int: Int] = [:]

    /// The text of the page to which `members` of `blocks` belong: paragraphs with a blank line between them.
    static func text(of members: [Int], in blocks: TextractBlocks) -> String {
        var page = TextractPage(blocks)
        page.findWordsOfTables(members)
        // What a list consists of comes with the list.
        let nested = Set(members.flatMap { blocks[$0]?.kind == .layout ? blocks[$0]?.parts ?? [] : [] })
        var paragraphs = members.filter { !nested.contains($0) }.map { page.layout($0) }
        paragraphs += members.map { page.layout($0) }
        paragraphs.append(members.flatMap { page.line($0) })
        paragraphs += members.map { page.table($0) }
        return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private init(_ blocks: TextractBlocks) { self.blocks = blocks }

    private mutating func findWordsOfTables(_ members: [Int]) {
        var cells: Set<Int> = []
        for member in members {
            guard let table = blocks[member], table.kind == .table else { continue }
            for part in table.parts {
                guard let cell = blocks[part], cell.kind == .cell, cells.insert(part).inserted else { continue }
                for word in cell.parts where tableOfWord[word] == nil { tableOfWord[word] = member }
            }
        }
    }

    /// The lines of a part of the layout; none of what is not one, or was written already.
    private mutating func layout(_ number: Int, depth: Int = 0) -> [String] {
        guard let block = blocks[number], block.kind == .layout || block.kind == .furniture, depth < Self.deepest,
            written.insert(number).inserted
        else { return [] }
        guard block.kind == .layout else {
            written.formUnion(block.parts.filter { blocks[$0]?.kind == .line })
            return []
        }
        return block.parts.flatMap { part in
            switch blocks[part]?.kind {
            case .line: line(part)
            case .table: table(part)
            default: layout(part, depth: depth + 1)
            }
        }
    }

    /// A line; in its place the table whose words it has, if there is one.
    private mutating func line(_ number: Int) -> [String] {
        guard let block = blocks[number], block.kind == .line, written.insert(number).inserted else { return [] }
        if let first = block.parts.first, let table = tableOfWord[first],
            block.parts.allSatisfy({ tableOfWord[$0] == table })
        {
            return self.table(table)
        }
        return block.text.isEmpty ? [] : [block.text]
    }

    /// The rows of a table, a line each.
    private mutating func table(_ number: Int) -> [String] {
        guard let block = blocks[number], block.kind == .table, written.insert(number).inserted else { return [] }
        var rows: [Int: [(column: Int, text: String)]] = [:]
        for part in block.parts {
            guard let cell = blocks[part], cell.kind == .cell, written.insert(part).inserted else { continue }
            let words = cell.parts.compactMap { blocks[$0] }.filter { $0.kind == .word }.map(\.text)
            rows[cell.row, default: []].append((cell.column, words.joined(separator: " ")))
        }
        return rows.sorted { $0.key < $1.key }.compactMap { _, cells in
            guard cells.contains(where: { !$0.text.isEmpty }) else { return nil }
            return cells.sorted { $0.column < $1.column }.map(\.text).joined(separator: " | ")
        }
    }

    /// Lists within lists; deeper ones are written after the others.
    private static let deepest = 16
}
