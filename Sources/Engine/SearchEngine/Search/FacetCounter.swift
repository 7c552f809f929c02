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
/// Sets are counted, not values: a document costs one addition a column. The documents of one group count once for each
/// value that any of them has.
struct FacetCounter {
    private struct Column {
        let column: FacetColumn
        /// The number of the column's first set, from which the others count.
        let first: Int
        /// Results by the set that they have.
        var counts: [Int]
        /// Results whose documents have different sets, by value.
        var mixed: [UInt32: Int] = [:]
        /// The sets of the open group.
        var open: [Int] = []
    }

    private var columns: [Column]
    private let facets: FacetTable
    /// The group whose documents are being added; 0 for none.
    private var group = 0

    init(_ columns: [FacetColumn], _ facets: FacetTable) {
        self.facets = facets
        self.columns = columns.map { column in
            let sets = facets.sets(of: column)
            return Column(column: column, first: sets.lowerBound, counts: Array(repeating: 0, count: sets.count))
        }
    }

    /// Counts a document that passes every filter, or every filter but the one on column `only`. The documents of a group
    /// other than 0 come one after the other, and are one result.
    mutating func add(_ document: Int, only: FacetColumn? = nil, group: Int = 0) {
        if self.group != 0, group != self.group { close() }
        self.group = group
        for i in columns.indices where only == nil || columns[i].column == only {
            let set = facets.set(document, columns[i].column) - columns[i].first
            guard columns[i].counts.indices.contains(set) else { continue }
            if group == 0 {
                columns[i].counts[set] += 1
            } else if !columns[i].open.contains(set) {
                columns[i].open.append(set)
            }
        }
    }

    /// Counts the open group.
    private mutating func close() {
        for i in columns.indices {
            let (open, first) = (columns[i].open, columns[i].first)
            if open.count == 1 {
                columns[i].counts[open[0]] += 1
            } else {
                for value in Set(open.flatMap { facets.members(first + $0) }) {
                    columns[i].mixed[value, default: 0] += 1
                }
            }
            columns[i].open.removeAll(keepingCapacity: true)
        }
    }

    /// The values of each column, most frequent first, equal ones in order of their text.
    mutating func results() -> [FacetColumn: [FacetCount]] {
        close()
        var results: [FacetColumn: [FacetCount]] = [:]
        for column in columns {
            var byValue = column.mixed
            for (i, count) in column.counts.enumerated() where count > 0 {
                for value in facets.members(column.first + i) { byValue[value, default: 0] += count }
            }
            results[column.column] = byValue.map { FacetCount(value: facets.value(Int($0)), count: $1) }
                .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
        }
        return results
    }
}
