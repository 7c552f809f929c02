import Basics
import JSON
import SearchIndex

/// The outcome of running a gold set on an index.
public struct Evaluation: Sendable {
    /// One query's outcome.
    public struct Outcome: Sendable {
        /// The query.
        public let query: GoldQuery
        /// The attribute paths of the first ten results.
        public let ranked: [String]
        /// What was measured.
        public let metrics: Metrics
    }

    /// Which legs take part in an evaluation.
    public enum Legs: String, Sendable, CaseIterable {
        case hybrid, lexical, semantic
    }

    /// One outcome a query.
    public let outcomes: [Outcome]

    /// How many queries were left out because the index has none of their packages.
    public let skipped: Int

    /// Runs every query; broken and unfree packages take part, as their judgements do. Judged packages that the index
    /// does not have (another nixpkgs) do not count.
    public init(_ gold: GoldSet, _ searcher: PackageSearcher, legs: Legs = .hybrid) {
        let known = gold.queries.map { query in
            query.keeping { searcher.index.document(key: $0) != nil }
        }
        skipped = known.count { $0.grades.isEmpty }
        outcomes = known.filter { !$0.grades.isEmpty }.map { query in
            var request = PackageQuery(query.text)
            request.limit = 10
            request.includeBroken = true
            request.includeUnfree = true
            request.lexical = legs != .semantic
            request.semantic = legs != .lexical
            let ranked = searcher.search(request).hits.map { $0[.attributePath] }
            return Outcome(query: query, ranked: ranked, metrics: Metrics(ranked, query))
        }
    }

    /// The mean over all queries, then by kind in order of appearance.
    public var rows: [(kind: String, count: Int, mean: Metrics)] {
        var kinds: [String] = []
        for outcome in outcomes where !kinds.contains(outcome.query.kind) { kinds.append(outcome.query.kind) }
        return (["all"] + kinds).map { kind in
            let own = metrics(kind)
            return (kind, own.count, Metrics.mean(own))
        }
    }

    /// A table for people.
    public var table: String {
        var table = TextTable(["kind", "n"] + Metrics.columns.map(\.name) + ["95% of nDCG@10"])
        for row in rows {
            let interval = Bootstrap.interval(metrics(row.kind).map(\.ndcg))
            table.add(
                [row.kind, "\(row.count)"]
                    + Metrics.columns.map { TextTable.decimal(row.mean[keyPath: $0.path]) }
                    + ["\(TextTable.decimal(interval.lowerBound)) to \(TextTable.decimal(interval.upperBound))"])
        }
        let note = skipped > 0 ? "\n\(skipped) queries left out: the index has none of their packages" : ""
        return table.text + note
    }

    /// What was measured of the queries of a kind, or of `all`.
    func metrics(_ kind: String) -> [Metrics] {
        outcomes.filter { kind == "all" || $0.query.kind == kind }.map(\.metrics)
    }

    /// `{"kinds":{kind:{"n",measure…}},"queries":[{"id","kind","query","ranked",…}]}`
    public func write(to json: inout JSONWriter) {
        func measures(_ metrics: Metrics, _ json: inout JSONWriter) {
            for column in Metrics.columns {
                json.key(column.name)
                json.double(metrics[keyPath: column.path])
            }
        }
        json.object { json in
            json.key("kinds")
            json.object { json in
                for row in rows {
                    json.key(row.kind)
                    json.object { json in
                        json.key("n")
                        json.integer(row.count)
                        measures(row.mean, &json)
                    }
                }
            }
            json.key("queries")
            json.array { json in
                for outcome in outcomes {
                    json.object { json in
                        json.key("id")
                        json.string(outcome.query.id)
                        json.key("kind")
                        json.string(outcome.query.kind)
                        json.key("query")
                        json.string(outcome.query.text)
                        measures(outcome.metrics, &json)
                        json.key("ranked")
                        json.strings(outcome.ranked)
                    }
                }
            }
        }
    }
}
