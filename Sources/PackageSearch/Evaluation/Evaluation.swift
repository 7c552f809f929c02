import Basics
import JSON

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

    /// One outcome a query.
    public let outcomes: [Outcome]

    /// Runs every query; broken and unfree packages take part, as their judgements do.
    public init(_ gold: GoldSet, _ searcher: PackageSearcher) {
        outcomes = gold.queries.map { query in
            var request = PackageQuery(query.text)
            request.limit = 10
            request.includeBroken = true
            request.includeUnfree = true
            let ranked = searcher.search(request).hits.map { $0[.attributePath] }
            return Outcome(query: query, ranked: ranked, metrics: Metrics(ranked, query))
        }
    }

    /// The mean over all queries, then by kind in order of appearance.
    public var rows: [(kind: String, count: Int, mean: Metrics)] {
        var kinds: [String] = []
        for outcome in outcomes where !kinds.contains(outcome.query.kind) { kinds.append(outcome.query.kind) }
        let all = ("all", outcomes.count, Metrics.mean(outcomes.map(\.metrics)))
        return [all]
            + kinds.map { kind in
                let own = outcomes.filter { $0.query.kind == kind }.map(\.metrics)
                return (kind, own.count, Metrics.mean(own))
            }
    }

    /// A table for people.
    public var table: String {
        func pad(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        func decimal(_ value: Double) -> String {
            let thousandths = String(Int((value * 1000).rounded()))
            let digits = String(repeating: "0", count: max(0, 4 - thousandths.count)) + thousandths
            return "\(digits.dropLast(3)).\(digits.suffix(3))"
        }
        var lines = [pad("kind", 14) + pad("n", 5) + Metrics.columns.map { pad($0.name, 9) }.joined()]
        for row in rows {
            let numbers = Metrics.columns.map { pad(decimal(row.mean[keyPath: $0.path]), 9) }
            lines.append(pad(row.kind, 14) + pad("\(row.count)", 5) + numbers.joined())
        }
        return lines.map { $0.trimmed }.joined(separator: "\n")
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
