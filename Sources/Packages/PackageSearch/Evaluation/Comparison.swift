import Basics
import JSON

/// A run against an earlier one, query by query.
public struct Comparison: Sendable {
    /// How one kind of queries fared, against the earlier run.
    public struct Row: Sendable {
        /// The kind, or `all`.
        public let kind: String
        /// How many queries both runs have.
        public let count: Int
        /// The mean change of each measure, by its name.
        public let change: [String: Double]
        /// The 95 % interval of the change of nDCG@10, paired by query.
        public let interval: ClosedRange<Double>
    }

    /// One row a kind, `all` first.
    public let rows: [Row]

    /// Compares `evaluation` with the JSON that `evaluate --json` printed earlier.
    public init(_ evaluation: Evaluation, against earlier: JSONValue) throws {
        guard let queries = earlier["queries"]?.array else {
            throw FdnixError(
                .malformedInput, "the earlier run has no \"queries\": give a file that evaluate --json wrote")
        }
        var before: [String: JSONValue] = [:]
        for query in queries { before[query["id"]?.string ?? ""] = query }
        rows = evaluation.rows.map { row in
            let pairs = evaluation.outcomes.filter { row.kind == "all" || $0.query.kind == row.kind }
                .compactMap { outcome in before[outcome.query.id].map { (outcome.metrics, $0) } }
            func changes(_ column: (name: String, path: WritableKeyPath<Metrics, Double>)) -> [Double] {
                pairs.map { $0.0[keyPath: column.path] - ($0.1[column.name]?.double ?? 0) }
            }
            let means = Metrics.columns.map { column in
                (column.name, pairs.isEmpty ? 0 : changes(column).reduce(0, +) / Double(pairs.count))
            }
            return Row(
                kind: row.kind, count: pairs.count, change: Dictionary(uniqueKeysWithValues: means),
                interval: Bootstrap.interval(changes(("nDCG@10", \.ndcg))))
        }
    }

    /// The rows as a text table with aligned columns, for people.
    public var table: String {
        func signed(_ value: Double) -> String { (value < 0 ? "-" : "+") + TextTable.decimal(abs(value)) }
        var table = TextTable(["kind", "n"] + Metrics.columns.map(\.name) + ["95% of nDCG@10"])
        for row in rows {
            table.add(
                [row.kind, "\(row.count)"] + Metrics.columns.map { signed(row.change[$0.name] ?? 0) }
                    + ["\(signed(row.interval.lowerBound)) to \(signed(row.interval.upperBound))"])
        }
        return table.text
    }
}

/// The least that each kind must reach: `{"kind": {"nDCG@10": 0.7, …}}`.
public struct Thresholds: Sendable {
    private let kinds: JSONObject

    /// Reads a JSON file of that shape. Throws `malformedInput` for any other, `notFound` or `io`.
    public init(path: String) throws {
        guard let object = try JSONValue.parse(FileSystem.read(path)).object else {
            throw FdnixError(.malformedInput, "\(path): must be an object of kinds")
        }
        kinds = object
    }

    /// What fell short, a line each; empty when all is well.
    public func violations(_ evaluation: Evaluation) -> [String] {
        evaluation.rows.flatMap { row in
            Metrics.columns.compactMap { column in
                guard let least = kinds[row.kind]?[column.name]?.double else { return nil }
                let value = row.mean[keyPath: column.path]
                guard value < least else { return nil }
                return "\(row.kind): \(column.name) is \(TextTable.decimal(value)), below \(TextTable.decimal(least))"
            }
        }
    }
}
