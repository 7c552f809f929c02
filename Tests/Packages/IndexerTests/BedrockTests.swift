import Basics
import Catalog
import Embedding
import JSON
import Logging
import PackageSearch
import RemoteEmbedding
import SearchEngine
import Synchronization
import Testing

@testable import Indexer

/// A remote model in this process, which counts what it is asked.
private final class CountedModel: Embedder {
    let modelID = "amazon.titan-embed-text-v2:0"
    let dimension = 256
    private let state = Mutex((texts: [String](), refused: ""))

    var texts: [String] { state.withLock { $0.texts } }
    func forget() { state.withLock { $0.texts = [] } }
    /// Texts that contain this fail.
    func refuse(_ part: String) { state.withLock { $0.refused = part } }

    func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        let refused = state.withLock { state in
            state.texts += texts
            return state.refused
        }
        var batch = EmbeddingBatch(dimension: dimension)
        for text in texts {
            if !refused.isEmpty, text.contains(refused) {
                batch.append(FdnixError(.service, "refused"))
            } else {
                let hash = Array(text.utf8).withUnsafeBytes { XXHash64.hash($0) }
                batch.append((0..<dimension).map { Float((hash >> UInt64($0 % 48)) & 0xFF) - 127.5 })
            }
        }
        return batch
    }
}

@Suite("Embedding by Bedrock", .enabled(if: duckDBIsAvailable), .timeLimit(.minutes(15)))
struct BedrockTests {
    private let model = CountedModel()
    private let checks = Counter()
    private let variables = ["FDNIX_EMBEDDER": "bedrock", "BEDROCK_INFERENCE_MODE": "ondemand"]

    @discardableResult
    private func run(
        _ work: Workspace, _ packages: Packages, _ more: [String: String] = [:]
    ) async throws -> RunReport {
        let configuration = try work.configuration(packages, variables.merging(more) { $1 })
        let run = IndexingRun(configuration, progress: SilentProgress()) { [model, checks] setup, version, _, logger in
            #expect(setup.model.id == model.modelID && setup.dimension == model.dimension && version == 1)
            return BulkEmbedder(
                rules: setup.rules, onDemand: model, batch: nil, checkModel: { checks.add() }, logger: logger)
        }
        return try await run.perform()
    }

    @Test("Unchanged packages make no call at all, not even one whether the model is there")
    func unchanged() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let packages = try Packages.sample(40)
        let first = try await run(work, packages)
        #expect(first.embeddings == 40 && first.coverage == 1)
        #expect(model.texts.count == first.textsRequested && first.textsRequested > 30)
        #expect(model.texts.allSatisfy { $0.hasPrefix("Package: ") && $0.contains(". Attribute: ") })
        #expect(checks.value == 1)
        model.forget()
        let second = try await run(work, packages)
        #expect(model.texts.isEmpty && checks.value == 1)
        #expect(second.embeddings == 40 && second.textsRequested == 0 && second.textsCached == first.textsRequested)
    }

    @Test("A change of one per cent embeds one per cent; what helps to infer categories is embedded once")
    func onePercent() async throws {
        let work = try Workspace()
        defer { work.remove() }
        // Enough with a telling path for categories to be inferred.
        var packages = Packages((0..<1100).map { "p\($0)" })
        func meta(_ id: String, _ words: String) -> JSONObject {
            ["description": .string("\(words) \(id)"), "position": .string("pkgs/games/\(id)/default.nix:1")]
        }
        for id in packages.ids.prefix(1050) { packages[id] = meta(id, "a game") }
        let first = try await run(work, packages)
        #expect(first.embeddings == 1100 && model.texts.count > 1100)
        model.forget()
        for id in packages.ids.prefix(11) { packages[id] = meta(id, "another") }
        let second = try await run(work, packages)
        #expect(model.texts.count == 11 && second.textsRequested == 11 && second.embeddings == 1100)
        #expect(Set(model.texts).count == 11 && model.texts.allSatisfy { $0.contains("Description: another ") })
    }

    @Test("Where too few packages get a vector nothing is replaced, and what came is not asked for again")
    func coverage() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let packages = Packages((0..<50).map { "p\($0)" })
        model.refuse("Package: p1")
        do {
            try await run(work, packages)
            Issue.record("the run was expected to fail")
        } catch let failure as IndexingFailure {
            #expect((failure.cause as? FdnixError)?.code == .coverage)
            #expect(failure.report.embeddings == 39 && failure.report.textsFailed == 11)
        }
        #expect(!FileSystem.exists(work.index))
        model.refuse("")
        model.forget()
        let report = try await run(work, packages)
        #expect(model.texts.count == 11 && report.coverage == 1)
    }

    @Test("Asked to, it embeds every text again")
    func forced() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let packages = Packages(["a", "b", "c"])
        try await run(work, packages)
        try await run(work, packages, ["FORCE_REBUILD_EMBEDDINGS": "true"])
        #expect(model.texts.count == 6)
    }

    @Test("The index names the model, carries none, and is searched by meaning with one that fits")
    func queries() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await run(work, try Packages.sample(40))
        let index = try SearchIndex(path: work.index, schema: .packages)
        let info = BuildInfo(index: index)
        #expect(info.embeddingModel == model.modelID && info.embeddingDimension == 256)
        #expect(info.embeddingTemplate == "1")
        #expect(index.model == nil && index.vectorCount == 40)
        let models = QueryModels { [model] id, dimension in
            id == model.modelID && dimension == model.dimension ? model : nil
        }
        #expect(try QueryEmbedding(index: index, models: models) != nil)
        #expect(try work.metadata(work.full)["embedding_model"] == model.modelID)
    }

    @Test("A program that cannot ask Bedrock says so")
    func withoutRemote() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let error = try await work.failure(Packages(["a"]), variables)
        #expect(error.code == .usage && error.message.contains("FDNIX_EMBEDDER=static"))
    }
}

/// A number that tasks share.
private final class Counter: Sendable {
    private let number = Atomic(0)
    var value: Int { number.load(ordering: .relaxed) }
    func add() { number.add(1, ordering: .relaxed) }
}
