import Basics
import Embedding
import PackageSearch
import SearchEngine
import TestSupport
import Testing
import TransformerEmbedding

@testable import Indexer

@Suite("Embedding by a transformer", .timeLimit(.minutes(15)))
struct TransformerTests {
    private let variables = ["FDNIX_EMBEDDER": "minilm-l6-v2-int8"]

    @Test("it is chosen by its name, in any case, and wins over a role for Bedrock")
    func choice() throws {
        func configuration(_ variables: [String: String]) throws -> IndexerConfiguration {
            try IndexerConfiguration(environment: ["HOME": "/home/someone"].merging(variables) { $1 })
        }
        let chosen = try configuration([
            "FDNIX_EMBEDDER": "MiniLM-L6-v2-int8", "BEDROCK_ROLE_ARN": "arn:aws:iam::123456789012:role/batch",
        ])
        #expect(chosen.transformer == .minilm && chosen.bedrock == nil)
        #expect(try configuration([:]).transformer == nil)
        let model = try EmbeddingModel(chosen)
        #expect(model.modelID == "minilm-l6-v2-int8" && model.dimension == 384 && model.sections == nil)
        #expect(throws: FdnixError.self) {
            try EmbeddingModel(configuration(variables.merging(["BEDROCK_OUTPUT_DIMENSIONS": "256"]) { $1 }))
        }
    }

    @Test(
        "packages and queries meet in its vectors; a second run embeds only what changed",
        .enabled(if: duckDBIsAvailable))
    func run() async throws {
        do { try LocalModel.minilm.check() } catch { return Skips.note("an index of the transformer", "\(error)") }
        let work = try Workspace()
        defer { work.remove() }
        let packages = try Packages.sample(30)
        let first = try await work.run(packages, variables)
        #expect(first.embeddings == 30 && first.textsRequested >= 30)
        let second = try await work.run(packages, variables)
        #expect(second.embeddings == 30 && second.textsRequested == 0)
        let index = try SearchIndex(path: work.index, schema: .packages)
        #expect(index.model == nil && index.dimension == 384 && index.vectorCount == 30)
        #expect(BuildInfo(index: index).embeddingModel == "minilm-l6-v2-int8")
        let models = QueryModels { _, _ in nil }.or(QueryModels(budget: nil) { id, _ in LocalModel.named(id) })
        let embedding = try #require(try QueryEmbedding(index: index, models: models))
        let prepared = PreparedQuery(PackageQuery("something to edit text with"), on: index)
        guard case .vector(let vector) = await embedding.embed(prepared) else {
            Issue.record("the query was not embedded")
            return
        }
        #expect(vector.count == 384)
        #expect(try PackageSearcher(index).search(prepared, .vector(vector)).isHybrid)
        // Where the model is not to be had, words do.
        let without = try #require(try QueryEmbedding(index: index))
        guard case .failed(let reason) = await without.embed(prepared) else {
            Issue.record("a model came from nowhere")
            return
        }
        #expect(reason.contains("minilm-l6-v2-int8"))
    }
}
