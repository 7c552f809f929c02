/// Texts that go through a model together: rows of one length, the shorter ones filled up.
struct TokenBatch {
    /// How many texts there are.
    let rows: Int
    /// How many tokens each row has, padding included.
    let length: Int
    /// The numbers of all tokens, row after row; zero is padding.
    let ids: [Int64]
    /// 1 for each token, 0 for padding.
    let mask: [Int64]
    /// How many tokens each text has.
    let counts: [Int]

    /// A batch of these texts; at least one, each of at least one token.
    init(_ texts: [[Int32]]) {
        let length = texts.reduce(0) { max($0, $1.count) }
        var ids = [Int64](repeating: 0, count: texts.count * length)
        var mask = ids
        for (row, tokens) in texts.enumerated() {
            for (position, token) in tokens.enumerated() {
                ids[row * length + position] = Int64(token)
                mask[row * length + position] = 1
            }
        }
        rows = texts.count
        self.length = length
        self.ids = ids
        self.mask = mask
        counts = texts.map(\.count)
    }

    /// The mean of the vectors of each text's tokens, of which `hidden` has `dimension` numbers a token.
    func means(of hidden: [Float], dimension: Int) -> [[Float]] {
        counts.enumerated().map { row, count in
            var sums = [Float](repeating: 0, count: dimension)
            hidden.withUnsafeBufferPointer { hidden in
                for token in row * length..<row * length + count {
                    for place in 0..<dimension { sums[place] += hidden[token * dimension + place] }
                }
            }
            let scale = 1 / Float(count)
            return sums.map { $0 * scale }
        }
    }

    /// Divides texts of these lengths into batches, by their places: like lengths together, since padding is computed for
    /// nothing, and no more than `tokens` in a batch unless it is a single text. The longest come first, so that threads that
    /// take one after the other end together. Texts without a token are left out.
    static func plan(_ lengths: [Int], tokens: Int) -> [[Int]] {
        var batches: [[Int]] = []
        var longest = 0
        let places = lengths.indices.filter { lengths[$0] > 0 }
        for place in places.sorted(by: { (lengths[$0], $1) > (lengths[$1], $0) }) {
            if let last = batches.last, (last.count + 1) * longest <= tokens {
                batches[batches.count - 1].append(place)
            } else {
                batches.append([place])
                longest = lengths[place]
            }
        }
        return batches
    }
}
