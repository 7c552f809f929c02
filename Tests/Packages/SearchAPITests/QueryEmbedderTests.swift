import Basics
import Embedding
import HTTPTypes
import JSON
import PackageSearch
import ServiceAPI
import StaticEmbedding
import Synchronization
import Testing

@testable import SearchAPI

/// The model of the tests behind a switch: it works, fails, or never answers.
private final class SwitchedEmbedder: Embedder {
    enum State { case works, fails, hangs }

    private let model: StaticModel
    private let state = Mutex(State.works)
    let modelID: String
    var dimension: Int { model.dimension }

    init(modelID: String? = nil) throws {
        model = try StaticModel.bundled()
        self.modelID = modelID ?? model.modelID
    }

    func become(_ new: State) { state.withLock { $0 = new } }

    func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        switch state.withLock({ $0 }) {
        case .works: return try await model.embed(texts, purpose: purpose)
        case .fails: throw FdnixError(.network, "the model is out")
        case .hangs:
            try await Task.sleep(for: .seconds(3600))
            throw CancellationError()
        }
    }
}

@Suite struct QueryEmbedderTests {
    private static let targets = ["/v1/search?q=password", "/?q=password", "/packages/pass?q=password"]

    @Test(arguments: targets) func anAnswerByWordsAloneIsNotKept(target: String) async throws {
        let embedder = try SwitchedEmbedder()
        try await withService(models: QueryModels(budget: .seconds(600)) { _, _ in embedder }) { service, _ in
            embedder.become(.fails)
            let snapshot = try service.snapshot()
            let fallback = await service.get(target)
            #expect(fallback.status == 200)
            #expect(fallback[.eTag] == nil && fallback[.cacheControl] == "no-store")
            #expect(snapshot.answers.bytes == 0)
            #expect(String(decoding: fallback.body, as: UTF8.self).lowercased().contains("found by words alone"))
            // Even so: who has the full answer keeps it.
            #expect(await service.get(target, headers: [.ifNoneMatch: "*"]).status == 304)

            embedder.become(.works)
            let full = await service.get(target)
            #expect(full[.eTag] != nil && full[.cacheControl] != "no-store")
            #expect(!String(decoding: full.body, as: UTF8.self).lowercased().contains("found by words alone"))
            #expect(snapshot.answers.bytes > full.body.count)
            #expect(await service.searches("fts") == 1)
            #expect(await service.searches("hybrid") == 1)

            // What was made in better times answers on.
            embedder.become(.fails)
            #expect(await service.get(target).body == full.body)
        }
    }

    @Test func theAnswerSaysHowItWasFound() async throws {
        let embedder = try SwitchedEmbedder()
        try await withService(models: QueryModels(budget: .seconds(600)) { _, _ in embedder }) { service, _ in
            embedder.become(.fails)
            let fallback = try await service.json("/v1/search?q=password")
            #expect(fallback["search_type"]?.string == "fts")
            #expect(fallback["note"]?.string?.contains("found by words alone") == true)
            embedder.become(.works)
            let full = try await service.json("/v1/search?q=password")
            #expect(full["search_type"]?.string == "hybrid")
            #expect(full["note"]?.string?.contains("words alone") != true)
            // No embedding is wanted: none is missed, and the answer is as good as any.
            embedder.become(.fails)
            #expect(await service.get("/v1/search?q=password&semantic=0")[.eTag] != nil)
            #expect(await service.get("/v1/suggest?q=pass")[.eTag] != nil)
        }
    }

    @Test func aModelThatDoesNotAnswerIsNotWaitedFor() async throws {
        let embedder = try SwitchedEmbedder()
        embedder.become(.hangs)
        try await withService(models: QueryModels(budget: .milliseconds(20)) { _, _ in embedder }) { service, _ in
            // Without a budget this would take an hour.
            let json = try await service.json("/v1/search?q=password")
            #expect(json["search_type"]?.string == "fts")
        }
    }

    @Test func anotherModelIsNotCompared() async throws {
        let embedder = try SwitchedEmbedder(modelID: "another")
        try await withService(models: QueryModels(budget: .seconds(600)) { _, _ in embedder }) { service, _ in
            let json = try await service.json("/v1/search?q=password")
            #expect(json["search_type"]?.string == "fts")
        }
    }

    @Test func answersByAnotherEmbedderHaveOtherTags() async throws {
        let embedder = try SwitchedEmbedder()
        try await withService { service, path in
            let models = QueryModels(budget: .seconds(600)) { _, _ in embedder }
            let other = SearchService(IndexSource(path: path, searchers: 1, models: models))
            for target in Self.targets {
                #expect(await service.get(target)[.eTag] != other.get(target)[.eTag], "\(target)")
            }
        }
    }
}
