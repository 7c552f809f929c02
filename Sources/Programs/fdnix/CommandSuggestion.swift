import Basics

/// What a mistyped command most likely was.
enum CommandSuggestion {
    /// Throws `usage` where the first argument is neither an option nor one of `commands`, with the command that it
    /// most resembles.
    static func check(_ arguments: [String], _ commands: [String]) throws {
        guard let first = arguments.first, !first.hasPrefix("-"), !commands.contains(first) else { return }
        let near = commands.map { (name: $0, distance: distance(first.lowercased(), $0)) }.min {
            $0.distance < $1.distance
        }
        if let near, near.distance <= max(1, near.name.count / 3) {
            throw FdnixError(
                .usage, "there is no command \"\(first.printable(onOneLine: true))\"; did you mean \(near.name)?")
        }
        let words = arguments.joined(separator: " ").printable(onOneLine: true)
        throw FdnixError(
            .usage,
            "there is no command \"\(first.printable(onOneLine: true))\"; to look for packages: fdnix search \(words)")
    }

    /// How many insertions, deletions, substitutions and swaps of neighbours make one text of another (optimal string
    /// alignment).
    static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.prefix(64)), Array(b))
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var least = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
