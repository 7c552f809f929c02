/// The words to the left and right of each word.
///
/// All words are sorted by the x of their centroids; the neighbours are the nearest before and after among those whose left
/// edge lies within the box's height. Words come into a tree of lower edges by falling height, so that those that begin
/// too low are never looked at: n log n in all.
struct Neighbours {
    /// The neighbours of one word, as places in the list of words; nil where there is none.
    struct Pair: Equatable {
        var left, right: Int?
    }

    /// The neighbours of each word, in the words' order.
    let pairs: [Pair]

    init(_ words: [WordRow]) {
        let centres = words.map(\.shape.centroid.x)
        // By place in the order of x: which word stands there.
        let order = words.indices.sorted { left, right in
            (centres[left], words[left].line, words[left].word) < (centres[right], words[right].line, words[right].word)
        }
        let byBottom = order.indices.sorted {
            words[order[$0]].shape.bottomLeft.y > words[order[$1]].shape.bottomLeft.y
        }
        let byFloor = order.indices.sorted {
            words[order[$0]].shape.box.origin.y > words[order[$1]].shape.box.origin.y
        }
        var pairs = [Pair](repeating: Pair(), count: words.count)
        var tree = LeastTree(count: words.count)
        var entering = byBottom[...]
        for place in byFloor {
            let box = words[order[place]].shape.box
            while let next = entering.first, words[order[next]].shape.bottomLeft.y >= box.origin.y {
                tree.set(next, words[order[next]].shape.topLeft.y)
                entering.removeFirst()
            }
            let ceiling = box.origin.y + box.height
            pairs[order[place]] = Pair(
                left: tree.last(before: place, upTo: ceiling).map { order[$0] },
                right: tree.first(after: place, upTo: ceiling).map { order[$0] })
        }
        self.pairs = pairs
    }
}

/// Numbers by place, with the least of every range at hand: finds the nearest place whose number is small enough.
private struct LeastTree {
    private var least: [Double]
    private let width: Int

    /// No numbers yet, which counts as infinite ones.
    init(count: Int) {
        var width = 1
        while width < count { width *= 2 }
        self.width = width
        least = Array(repeating: .infinity, count: 2 * width)
    }

    mutating func set(_ place: Int, _ value: Double) {
        var node = place + width
        least[node] = value
        while node > 1 {
            node /= 2
            least[node] = min(least[2 * node], least[2 * node + 1])
        }
    }

    /// The greatest place below `place` whose number is at most `limit`.
    func last(before place: Int, upTo limit: Double) -> Int? {
        var node = place + width
        while node > 1 {
            if node % 2 == 1, least[node - 1] <= limit { return descend(from: node - 1, limit, side: 1) }
            node /= 2
        }
        return nil
    }

    /// The least place above `place` whose number is at most `limit`.
    func first(after place: Int, upTo limit: Double) -> Int? {
        var node = place + width
        while node > 1 {
            if node % 2 == 0, least[node + 1] <= limit { return descend(from: node + 1, limit, side: 0) }
            node /= 2
        }
        return nil
    }

    /// The outermost place below `node` on one side: 0 the left one, 1 the right one.
    private func descend(from node: Int, _ limit: Double, side: Int) -> Int {
        var node = node
        while node < width { node = least[2 * node + side] <= limit ? 2 * node + side : 2 * node + 1 - side }
        return node - width
    }
}
