import JSON
import SamplePackages
import TestSupport
import Testing

@testable import PackageSearch

@Suite("Relevance measures")
struct MetricsTests {
    private let query = GoldQuery(
        id: "1", kind: "task", text: "x", grades: ["a": 3, "b": 2, "c": 1], foundGrade: 2, topGrade: 3)

    private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

    // Gains: a 7, b 3, c 1. Discounts of ranks 1, 2, 3: 1, log2 3 = 1.584962500721156, 2.
    private let ideal = 7 + 3 / 1.584962500721156 + 0.5

    @Test("the ideal order scores 1 everywhere")
    func perfect() {
        let metrics = Metrics(["a", "b", "c"], query)
        #expect(close(metrics.ndcg, 1))
        #expect(metrics.mrr == 1)
        #expect([metrics.success1, metrics.success5, metrics.success10] == [1, 1, 1])
    }

    @Test("a worse order scores what the formula says")
    func shuffled() {
        let metrics = Metrics(["x", "c", "b", "y", "a"], query)
        // c at rank 2, b at rank 3, a at rank 5 (log2 6 = 2.584962500721156)
        let gained = 1 / 1.584962500721156 + 3.0 / 2 + 7 / 2.584962500721156
        #expect(close(metrics.ndcg, gained / ideal))
        #expect(close(metrics.mrr, 1.0 / 3))
        #expect([metrics.success1, metrics.success5, metrics.success10] == [0, 1, 1])
    }

    @Test("grade 1 gains, but is not found; grade 2 first is no success at 1")
    func grades() {
        let weak = Metrics(["c"], query)
        #expect(close(weak.ndcg, 1 / ideal))
        #expect(weak.mrr == 0)
        #expect(weak.success10 == 0)
        let good = Metrics(["b"], query)
        #expect(good.mrr == 1)
        #expect(good.success1 == 0)
        #expect(good.success5 == 1)
    }

    @Test("only the first ten count")
    func depth() {
        let padding = (0..<9).map { "x\($0)" }
        let tenth = Metrics(padding + ["a"], query)
        #expect(close(tenth.mrr, 0.1))
        #expect([tenth.success5, tenth.success10] == [0, 1])
        #expect(Metrics(padding + ["x", "a"], query) == Metrics())
        #expect(Metrics(padding.prefix(5) + ["a"], query).success5 == 0)
    }

    @Test("no results, no judgements and no queries are zero, not a division by it")
    func nothing() {
        #expect(Metrics([], query) == Metrics())
        let unjudged = GoldQuery(id: "2", kind: "task", text: "x", grades: [:], foundGrade: 2, topGrade: 3)
        #expect(Metrics(["a"], unjudged) == Metrics())
        #expect(Metrics.mean([]) == Metrics())
    }

    @Test("means go over all queries, and over each kind in order of appearance")
    func means() async throws {
        let gold = """
            {"id":"1","kind":"exact","query":"alpha","relevant":{"alpha":3}}
            {"id":"2","kind":"other","query":"zzzzzzzzzz qqqqqqqqq","relevant":{"alpha":3}}
            {"id":"3","kind":"exact","query":"beta","relevant":{"beta":3}}
            """
        let evaluation = await Evaluation(
            try withTemporaryFile(gold) { try GoldSet(path: $0) },
            try searcher([Sample("alpha"), Sample("beta") { $0.flags = [.broken, .unfree] }]), nil)
        let rows = evaluation.rows
        #expect(rows.map(\.kind) == ["all", "exact", "other"])
        #expect(rows.map(\.count) == [3, 2, 1])
        #expect(close(rows[0].mean.success1, 2.0 / 3))
        #expect(rows[1].mean.ndcg == 1)
        #expect(rows[2].mean == Metrics())

        let lines = evaluation.table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines[0].prefix(7) == ["kind", "n", "nDCG@10", "MRR@10", "S@1", "S@5", "S@10"])
        #expect(lines[1].prefix(7) == ["all", "3", "0.667", "0.667", "0.667", "0.667", "0.667"])

        var json = JSONWriter()
        evaluation.write(to: &json)
        let value = try JSONValue.parse(json.bytes)
        #expect(value["kinds"]?["exact"]?["n"]?.int == 2)
        #expect(value["queries"]?.array?.count == 3)
        #expect(value["queries"]?[0]?["ranked"]?[0]?.string == "alpha")
    }
}
