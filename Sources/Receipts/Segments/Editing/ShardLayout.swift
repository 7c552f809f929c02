/// Which of a shard's files are written anew when it changes. A shard has one file, or a large one and a small one beside it: what
/// comes to a large file is written beside it, until that is worth a large file of its own. So a merge writes about as much as it
/// brings, and no reader has to look into more than two files (as in the log-structured merge-tree of O'Neil et al., 1996, with
/// two components).
public struct ShardLayout: Sendable {
    /// A file of fewer bytes is always written anew.
    private let leastKept: Int
    /// What is beside a file is smaller by a factor of these.
    private let ratios: ClosedRange<Int>

    /// Files of a mebibyte or more stay until a quarter has come to them, a half where much comes at once.
    public static let standard = ShardLayout(leastKept: 1 << 20, ratios: 2...4)

    /// Files of `leastKept` bytes or more stay until one of the `ratios`, at least 1, has come to them.
    public init(leastKept: Int, ratios: ClosedRange<Int>) {
        self.leastKept = leastKept
        self.ratios = ratios
    }

    /// How many of the files, the largest first, stay as they are: none, or the largest. `new` is how many bytes come to them.
    ///
    /// Where each merge brings `new` bytes to a file of `size`, and what is beside it may grow to `bound`, the `bound / new` merges
    /// between two large ones write about `bound² / (2 · new)` bytes and the large one `size`: the least per merge at
    /// √(2 · `new` · `size`).
    func kept(_ files: [(size: Int, isUntouched: Bool)], new: Int) -> Int {
        guard let largest = files.first, largest.isUntouched, largest.size >= leastKept else { return 0 }
        let beside = files.dropFirst().reduce(new) { $0 + $1.size }
        let best = Int((2 * Double(new) * Double(largest.size)).squareRoot())
        let bounds = ratios.clamped(to: 1...(.max))
        let bound = min(max(best, largest.size / bounds.upperBound), largest.size / bounds.lowerBound)
        return beside <= bound ? 1 : 0
    }
}
