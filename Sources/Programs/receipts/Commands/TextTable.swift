import Basics

/// Rows for people: columns as wide as their widest text, as far as the terminal is wide; the last one is never cut.
struct TextTable {
    private let rows: [[String]]
    private let width: Int

    /// The least width at which a column is cut.
    private static let shortest = 60

    /// A table, with a first row of names where there are any, for a terminal that is `width` wide.
    init(_ names: [String]? = nil, _ rows: [[String]], width: Int = Terminal.width ?? 0) {
        self.rows = (names.map { [$0] } ?? []) + rows.map { $0.map { $0.printable(onOneLine: true) } }
        self.width = width
    }

    /// The lines, without blanks at their ends.
    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let natural = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        let limit = limit(natural)
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                if column == row.count - 1 { return text }
                let cell = text.count > limit ? text.prefix(limit - 1) + "…" : text
                return cell + String(repeating: " ", count: max(min(natural[column], limit) - cell.count, 0))
            }
            return cells.joined(separator: "  ")
        }
    }

    /// The most characters of a cell with which every line fits the terminal; no fewer than it takes to say something.
    private func limit(_ natural: [Int]) -> Int {
        let blanks = 2 * max(natural.count - 1, 0)
        func fits(_ limit: Int) -> Bool { natural.reduce(blanks) { $0 + min($1, limit) } <= width }
        var limit = max(natural.max() ?? 0, Self.shortest)
        while limit > Self.shortest, !fits(limit) { limit -= 1 }
        return limit
    }

    /// Writes the table to standard output.
    func print() throws {
        var output = StandardOutput()
        for line in lines { try output.line(line) }
        try output.flush()
    }
}
