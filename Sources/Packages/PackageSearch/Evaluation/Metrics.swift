import Platform

/// What is measured of one query's answer, over its first ten results.
public struct Metrics: Sendable, Equatable {
    /// Normalised discounted cumulative gain, gain 2^grade - 1, the ideal from the judgements.
    public var ndcg = 0.0
    /// One over the rank of the first result that counts as found.
    public var mrr = 0.0
    /// Whether the first result is what the user wants.
    public var success1 = 0.0
    /// Whether a good result is among the first five.
    public var success5 = 0.0
    /// Whether a good result is among the first ten.
    public var success10 = 0.0

    /// Measures of zero: those of an answer without a good result.
    public init() {}

    /// Measures the ranked attribute paths of an answer to `query`; unjudged results count as irrelevant.
    public init(_ ranked: [String], _ query: GoldQuery) {
        let grades = ranked.prefix(10).map { query.grades[$0] ?? 0 }
        let ideal = query.grades.values.sorted(by: >).prefix(10)
        let best = Self.dcg(ideal)
        ndcg = best > 0 ? Self.dcg(grades) / best : 0
        if let first = grades.firstIndex(where: { $0 >= query.foundGrade }) {
            mrr = 1 / Double(first + 1)
            success5 = first < 5 ? 1 : 0
            success10 = 1
        }
        success1 = (grades.first ?? 0) >= query.topGrade ? 1 : 0
    }

    private static func dcg(_ grades: some Sequence<Int>) -> Double {
        grades.enumerated().reduce(0) { $0 + (exp2(Double($1.element)) - 1) / log2(Double($1.offset) + 2) }
    }

    /// The mean of each measure over several queries; zeros for none.
    public static func mean(_ all: [Metrics]) -> Metrics {
        var mean = Metrics()
        guard !all.isEmpty else { return mean }
        for (_, path) in Self.columns {
            mean[keyPath: path] = all.reduce(0) { $0 + $1[keyPath: path] } / Double(all.count)
        }
        return mean
    }

    /// Names of the measures, in the order they are printed.
    public static var columns: [(name: String, path: WritableKeyPath<Metrics, Double>)] {
        [
            ("nDCG@10", \.ndcg), ("MRR@10", \.mrr), ("S@1", \.success1), ("S@5", \.success5), ("S@10", \.success10),
        ]
    }
}
