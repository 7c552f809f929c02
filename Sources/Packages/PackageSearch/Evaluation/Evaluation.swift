import Basics
import Embedding
import JSON
import SearchEngine

/// The outcome of running a gold set on an index.
public struct Evaluation: Sendable {
    /// What came of running one query, beside what should have come.
    public struct Outcome: Sendable {
        /// The query, with the judgements that the index can meet.
        public let query: GoldQuery
        /// The attribute paths of the first ten results.
        public let ranked: [String]
        /// What was measured of its first ten results.
        public let metrics: Metrics
    }

    /// Which legs take part in an evaluation: the ways in which the engine finds documents, by words (with names and
    /// topics) and by embedding.
    public enum Legs: String, Sendable, CaseIterable {
        case hybrid, lexical, semantic
    }

    /// What came of each query, in the order of the set.
    public let outcomes: [Outcome]

    /// How many queries were left out because the index has none of their packages.
    public let skipped: Int

    /// Runs every query; broken and unfree packages take part, as their judgements do. Judged packages that the index
    /// does not have (another nixpkgs) do not count. `embedding` is needed where the semantic leg takes part.
    public init(
        _ gold: GoldSet, _ searcher: PackageSearcher, _ embedding: QueryEmbedding?, legs: Legs = .hybrid
    ) async {
        let known = gold.queries.map { query in
            query.keeping { searcher.index.document(key: $0) != nil }
        }
        skipped = known.count { $0.grades.isEmpty }
        var outcomes: [Outcome] = []
        for query in known where !query.grades.isEmpty {
            var request = PackageQuery(query.text)
            request.limit = 10
            request.includeBroken = true
            request.includeUnfree = true
            // Judgements name attribute paths.
            request.variants = true
            request.lexical = legs != .semantic
            request.semantic = legs != .lexical
            let prepared = PreparedQuery(request, on: searcher.index)
            let vector = await embedding?.embed(prepared) ?? .nothing
            let ranked = searcher.search(prepared, vector).hits.map { $0[.attributePath] }
            outcomes.append(Outcome(query: query, ranked: ranked, metrics: Metrics(ranked, query)))
        }
        self.outcomes = outcomes
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

    /// The rows as a text table with aligned columns, for people.
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
            for column in Metrics.columns { json.member(column.name, metrics[keyPath: column.path]) }
        }
        json.object { json in
            json.objectMember("kinds") { json in
                for row in rows {
                    json.objectMember(row.kind) { json in
                        json.member("n", row.count)
                        measures(row.mean, &json)
                    }
                }
            }
            json.arrayMember("queries") { json in
                for outcome in outcomes {
                    json.object { json in
                        json.member("id", outcome.query.id)
                        json.member("kind", outcome.query.kind)
                        json.member("query", outcome.query.text)
                        measures(outcome.metrics, &json)
                        json.member("ranked", outcome.ranked)
                    }
                }
            }
        }
    }
}
