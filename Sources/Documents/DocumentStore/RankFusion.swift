/// Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): what several rankings say together, from ranks alone, so
/// that scores of different kinds need not be comparable.
enum RankFusion {
    /// Dampens how much the very first ranks outweigh the next; the value of the paper.
    private static let damping = 60.0

    /// How many of each ranking are fused for `limit` results.
    static func depth(for limit: Int) -> Int { max(50, 2 * limit) }

    /// The ids of the rankings, best first; equal ones in the order of the first ranking.
    static func fuse<ID: Hashable>(_ rankings: [[ID]]) -> [ID] {
        var scores: [ID: Double] = [:]
        var order: [ID] = []
        for ranking in rankings {
            for (rank, id) in ranking.enumerated() {
                if scores[id] == nil { order.append(id) }
                scores[id, default: 0] += 1 / (damping + Double(rank + 1))
            }
        }
        return order.enumerated().sorted {
            let (left, right) = (scores[$0.element, default: 0], scores[$1.element, default: 0])
            return left == right ? $0.offset < $1.offset : left > right
        }.map(\.element)
    }
}
