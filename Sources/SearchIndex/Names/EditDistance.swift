/// Bounded Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps
/// of neighbours.
struct EditDistance {
    private let pattern: [UInt8]
    private var rows: [[Int]]

    /// Prepares for comparisons with `pattern`.
    init(_ pattern: [UInt8]) {
        self.pattern = pattern
        rows = Array(repeating: Array(repeating: 0, count: pattern.count + 1), count: 3)
    }

    /// How many edits a word of `length` may be away from a name: one from four letters on, two from eight.
    static func allowed(length: Int) -> Int { length < 4 ? 0 : length < 8 ? 1 : 2 }

    /// The distance to `text`, or nil when it is over `limit`.
    mutating func distance(to text: UnsafeRawBufferPointer, limit: Int) -> Int? {
        let (n, m) = (pattern.count, text.count)
        guard abs(n - m) <= limit else { return nil }
        for j in 0...n { rows[0][j] = j }
        var (previous, current, before) = (0, 1, 2)
        for i in 0..<m {
            rows[current][0] = i + 1
            var best = i + 1
            for j in 0..<n {
                let cost = text[i] == pattern[j] ? 0 : 1
                var value = min(rows[previous][j] + cost, rows[previous][j + 1] + 1, rows[current][j] + 1)
                if i > 0, j > 0, text[i] == pattern[j - 1], text[i - 1] == pattern[j] {
                    value = min(value, rows[before][j - 1] + 1)
                }
                rows[current][j + 1] = value
                best = min(best, value)
            }
            if best > limit { return nil }
            (before, previous, current) = (previous, current, before)
        }
        let distance = rows[previous][n]
        return distance <= limit ? distance : nil
    }
}
