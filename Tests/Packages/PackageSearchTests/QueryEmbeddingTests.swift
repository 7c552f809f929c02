import Basics
import Embedding
import PackageSearch
import SamplePackages
import StaticEmbedding
import Synchronization
import Testing

/// A model that does as it is told, and counts how often it was asked.
private final class Puppet: Embedder {
    enum Act: Sendable { case answer([Float]), empty, failedRow(FdnixError), fail(any Error), hang, ignoreCancellation }

    let modelID = "puppet"
    let dimension = 2
    private let acts: Mutex<[Act]>
    private let asked = Mutex<[String]>([])
    private let purposes = Mutex<[EmbeddingPurpose]>([])

    /// Does `acts` one after the other, and the last of them ever after.
    init(_ acts: Act...) { self.acts = Mutex(acts) }

    var texts: [String] { asked.withLock { $0 } }
    var isAskedForQueriesOnly: Bool { purposes.withLock { $0.allSatisfy { $0 == .query } } }

    func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        asked.withLock { $0 += texts }
        purposes.withLock { $0.append(purpose) }
        let act = acts.withLock { acts in acts.count > 1 ? acts.removeFirst() : acts[0] }
        var batch = EmbeddingBatch(dimension: 2)
        switch act {
        case .answer(let vector): batch.append(vector)
        case .empty: batch.append { _ in false }
        case .failedRow(let error): batch.append(error)
        case .fail(let error): throw error
        case .hang: try await Task.sleep(for: .seconds(3600))
        case .ignoreCancellation: await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        }
        return batch
    }
}

private struct Busy: RetryableError { let isRetryable = true }

@Suite("Embedding queries")
struct QueryEmbeddingTests {
    private func vector(_ outcome: QueryEmbedding.Outcome) -> [Float]? {
        if case .vector(let vector) = outcome { vector } else { nil }
    }

    /// A query on an index that plays no part.
    private func prepared(_ query: PackageQuery) throws -> PreparedQuery {
        PreparedQuery(query, on: try searcher([]).index)
    }

    private func reason(_ outcome: QueryEmbedding.Outcome) -> String? {
        if case .failed(let reason) = outcome { reason } else { nil }
    }

    @Test("The text is embedded as a query, without its operators, of length 1")
    func text() async throws {
        let puppet = Puppet(.answer([3, 4]))
        let embedding = QueryEmbedding(puppet, budget: .seconds(60))
        let outcome = try await embedding.embed(prepared(PackageQuery("video -editor license:mit")))
        #expect(vector(outcome) == [0.6, 0.8])
        #expect(puppet.texts == ["video"])
        #expect(puppet.isAskedForQueriesOnly)
    }

    @Test("Where nothing is to be embedded, nobody is asked")
    func nothing() async throws {
        let puppet = Puppet(.answer([1, 0]))
        let embedding = QueryEmbedding(puppet, budget: .seconds(60))
        var off = PackageQuery("video")
        off.semantic = false
        for query in [PackageQuery(""), PackageQuery("-word"), PackageQuery("license:mit"), off] {
            guard case .nothing = try await embedding.embed(prepared(query)) else {
                Issue.record("\(query.text) was embedded")
                return
            }
        }
        #expect(puppet.texts.isEmpty)
    }

    @Test("A model that is silent costs no more than the budget, even one that does not heed cancellation")
    func silence() async throws {
        for act in [Puppet.Act.hang, .ignoreCancellation] {
            let embedding = QueryEmbedding(Puppet(act), budget: .milliseconds(20))
            let outcome = try await embedding.embed(prepared(PackageQuery("video")))
            #expect(reason(outcome)?.contains("20 ms") == true)
        }
    }

    @Test("A failure that may pass is tried once more, another one is not, and an unknown text is not a failure")
    func failures() async throws {
        let busy = FdnixError(.network, "busy", underlying: Busy())
        let denied = FdnixError(.network, "denied")
        func outcome(_ puppet: Puppet) async throws -> QueryEmbedding.Outcome {
            try await QueryEmbedding(puppet, budget: .seconds(60)).embed(prepared(PackageQuery("video")))
        }
        let passing = Puppet(.fail(busy), .answer([1, 0]))
        #expect(vector(try await outcome(passing)) == [1, 0])
        #expect(passing.texts.count == 2)
        let row = Puppet(.failedRow(busy), .answer([0, 1]))
        #expect(vector(try await outcome(row)) == [0, 1])
        let lasting = Puppet(.fail(busy))
        #expect(reason(try await outcome(lasting)) == "busy (Busy(isRetryable: true))")
        #expect(lasting.texts.count == 2)
        let refused = Puppet(.fail(denied))
        #expect(reason(try await outcome(refused)) == "denied")
        #expect(refused.texts.count == 1)
        guard case .nothing = try await outcome(Puppet(.empty)) else {
            Issue.record("an unknown text counts as a failure")
            return
        }
    }

    @Test("What was embedded lately is not asked for again; what failed is")
    func recent() async throws {
        let puppet = Puppet(.fail(FdnixError(.network, "down")), .answer([1, 0]))
        let embedding = QueryEmbedding(puppet, budget: .seconds(60))
        #expect(reason(try await embedding.embed(prepared(PackageQuery("video")))) == "down")
        for _ in 0..<5 { #expect(vector(try await embedding.embed(prepared(PackageQuery("video")))) == [1, 0]) }
        #expect(puppet.texts.count == 2)
        for i in 0..<3000 { _ = try await embedding.embed(prepared(PackageQuery("other \(i)"))) }
        _ = try await embedding.embed(prepared(PackageQuery("video")))
        #expect(puppet.texts.last == "video")
    }

    @Test("An answer by words alone says so, and is told from one that never had embeddings")
    func fallback() async throws {
        let searcher = try searcher([Sample("player") { $0.description = "plays video" }])
        let query = try prepared(PackageQuery("video"))
        let failed = searcher.search(query, .failed("down"))
        #expect(failed.hits.count == 1)
        #expect(failed.searchType == "fts")
        #expect(failed.embeddingFailure == "down")
        #expect(failed.note == "found by words alone: embeddings are not available at the moment")
        let plain = searcher.search(query, .nothing)
        #expect(plain.searchType == "fts" && plain.note == nil && plain.embeddingFailure == nil)
    }

    @Test("The model that an index carries embeds its queries")
    func ownModel() async throws {
        let model = try StaticModel.bundled()
        let samples = [Sample("a") { $0.description = "watch films" }, Sample("b") { $0.description = "tax law" }]
        let searcher = try searcher(samples, model: model)
        let embedding = try #require(try QueryEmbedding(index: searcher.index))
        let query = try prepared(PackageQuery("movies"))
        let results = searcher.search(query, await embedding.embed(query))
        #expect(results.searchType == "semantic")
        #expect(results.hits.first?[.attributePath] == "a")
        #expect(try QueryEmbedding(index: SamplePackages.searcher(samples).index) == nil)
    }
}
