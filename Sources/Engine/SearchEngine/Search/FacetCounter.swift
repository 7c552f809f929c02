/// How many results have a facet value.
public struct FacetCount: Sendable, Equatable {
    /// A value of the facet column, as documents have it.
    public var value: String
    /// The number of results that have it.
    public var count: Int
}

/// Counts the results of a search by the values of facet columns.
///
/// A column's counts leave its own filter out (as shops do), so that they tell what choosing another value would give.
/// Sets are counted, not values: a document costs one addition a column.
struct FacetCounter {
    private var columns: [(column: FacetColumn, first: Int, counts: [Int])]
    private let facets: FacetTable

    init(_ columns: [FacetColumn], _ facets: FacetTable) {
        self.facets = facets
        self.columns = columns.map { column in
            let sets = facets.sets(of: column)
            return (column, sets.lowerBound, Array(repeating: 0, count: sets.count))
        }
    }

    /// Counts a document that passes every filter, or every filter but the one on column `only`.
    mutating func add(_ document: Int, only: FacetColumn? = nil) {
        for i in columns.indices where only == nil || columns[i].column == only {
            let set = facets.set(document, columns[i].column) - columns[i].first
            if columns[i].counts.indices.contains(set) { columns[i].counts[set] += 1 }
        }
    }

    /// The values of each column, most frequent first, equal ones in order of their text.
    func results() -> [FacetColumn: [FacetCount]] {
        var results: [FacetColumn: [FacetCount]] = [:]
        for (column, first, counts) in columns {
            var byValue: [UInt32: Int] = [:]
            for (i, count) in counts.enumerated() where count > 0 {
                for value in facets.members(first + i) { byValue[value, default: 0] += count }
            }
            results[column] = byValue.map { FacetCount(value: facets.value(Int($0)), count: $1) }
                .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
        }
        return results
    }
}
