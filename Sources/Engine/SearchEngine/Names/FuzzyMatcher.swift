/// Finds the strings of a sorted table within a bounded Damerau-Levenshtein distance (optimal string alignment:
/// insertions, deletions, substitutions, swaps of neighbours) of a pattern.
///
/// Neighbours in a sorted table share their beginnings, so the rows of the dynamic programme are kept for the common
/// prefix, and when no continuation of a prefix can come within the limit, all strings that begin with it are jumped
/// over. It is the walk of a trie without a trie.
struct FuzzyMatcher {
    private let pattern: [UInt8]
    private let limit: Int
    /// Row i: distances of the first i bytes of the current string to every prefix of the pattern.
    private var rows: [UInt8]
    private var current: [UInt8]
    private var depth = 0

    /// Longer patterns have no typos worth finding.
    static let maximumLength = 100

    /// Prepares for strings at most `limit` edits from `pattern`.
    init(_ pattern: [UInt8], limit: Int) {
        self.pattern = Array(pattern.prefix(Self.maximumLength))
        self.limit = limit
        let width = self.pattern.count + 1
        rows = Array(repeating: 0, count: width * (self.pattern.count + limit + 2))
        for column in 0..<width { rows[column] = UInt8(column) }
        current = Array(repeating: 0, count: self.pattern.count + limit + 1)
    }

    /// How many edits a word of `length` may be away from a name: one from four letters on, two from eight.
    static func allowed(length: Int) -> Int { length < 4 ? 0 : length < 8 ? 1 : 2 }

    /// Calls `body` with the number and the distance of each string of `range` within the limit, in order.
    mutating func forEachMatch(
        in table: StringTable, _ range: Range<Int>, _ body: (_ index: Int, _ distance: Int) -> Void
    ) {
        let longest = pattern.count + limit
        var index = range.lowerBound
        while index < range.upperBound {
            let string = table[index]
            var depth = 0
            while depth < min(self.depth, string.count), current[depth] == string[depth] { depth += 1 }
            var isDead = false
            while depth < string.count {
                guard depth < longest else { isDead = true; break }
                current[depth] = string[depth]
                depth += 1
                if fillRow(depth) > limit {
                    isDead = true
                    break
                }
            }
            self.depth = depth
            if isDead {
                // Everything that begins with what was read so far is too far away (or too long) as well.
                let prefix = UnsafeRawBufferPointer(rebasing: string[..<depth])
                index = table.end(ofPrefix: prefix, from: index, before: range.upperBound)
                continue
            }
            // Outside the band nothing was computed, and nothing is near enough.
            let isNear = abs(string.count - pattern.count) <= limit
            let distance = isNear ? Int(rows[string.count * (pattern.count + 1) + pattern.count]) : limit + 1
            if distance <= limit { body(index, distance) }
            index += 1
        }
    }

    /// Computes row `depth` from the two above it, as far as it lies within `limit` of the diagonal: everything else is
    /// farther than the limit (Ukkonen 1985, "Algorithms for approximate string matching"). Returns its least value.
    private mutating func fillRow(_ depth: Int) -> Int {
        let (width, limit) = (pattern.count + 1, limit)
        let far = UInt8(limit + 1)
        return rows.withUnsafeMutableBufferPointer { rows in
            pattern.withUnsafeBufferPointer { pattern in
                let byte = current[depth - 1]
                let previousByte = depth > 1 ? current[depth - 2] : 0
                let (row, above, before) = (depth * width, (depth - 1) * width, (depth - 2) * width)
                let (first, last) = (max(1, depth - limit), min(width - 1, depth + limit))
                guard first <= last else { return limit + 1 }
                // What is read beside the band, here and by the rows below.
                rows[row + first - 1] = first == 1 ? UInt8(min(depth, limit + 1)) : far
                if last + 1 < width { rows[row + last + 1] = far }
                if last + 2 < width { rows[row + last + 2] = far }
                var least = rows[row + first - 1]
                for column in first...last {
                    let substituted = rows[above + column - 1] &+ (pattern[column - 1] == byte ? 0 : 1)
                    var value = min(substituted, rows[above + column] &+ 1, rows[row + column - 1] &+ 1)
                    if depth > 1, column > 1, pattern[column - 2] == byte, pattern[column - 1] == previousByte {
                        value = min(value, rows[before + column - 2] &+ 1)
                    }
                    value = min(value, far)
                    rows[row + column] = value
                    least = min(least, value)
                }
                return Int(least)
            }
        }
    }
}
