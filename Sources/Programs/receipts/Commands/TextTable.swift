import Basics

/// Rows for people: columns as wide as their widest text.
struct TextTable {
    private let rows: [[String]]

    /// A table, with a first row of names where there are any.
    init(_ names: [String]? = nil, _ rows: [[String]]) {
        self.rows = (names.map { [$0] } ?? []) + rows.map { $0.map { $0.printable(onOneLine: true) } }
    }

    /// The lines, without blanks at their ends.
    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? min($0[column].count, 60) : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                column == row.count - 1
                    ? text : text.prefix(60) + String(repeating: " ", count: max(widths[column] - text.count, 0))
            }
            return cells.joined(separator: "  ")
        }
    }

    /// Writes the table to standard output.
    func print() throws {
        var output = StandardOutput()
        for line in lines { try output.line(line) }
        try output.flush()
    }
}
