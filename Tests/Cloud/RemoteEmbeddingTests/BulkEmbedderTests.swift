import Basics
import Embedding
import TestSupport
import Testing

@testable import RemoteEmbedding

@Suite("Embedding many texts, by jobs and on demand", .timeLimit(.minutes(15)))
struct BulkEmbedderTests {
    private let checks = Shared(0)

    private func bulk(
        _ world: BatchWorld, _ model: StandInModel, mode: InferenceMode = .auto, fallback: Int = 5000
    ) -> BulkEmbedder {
        var rules = EmbeddingPathRules(mode: mode, hasBatch: true)
        rules.fallbackTexts = fallback
        return BulkEmbedder(
            rules: rules, onDemand: RemoteEmbedder(model, policy: .bedrock, clock: world.clock.clock),
            batch: mode == .onDemand ? nil : world.runner(), checkModel: { [checks] in checks.change { $0 += 1 } },
            logger: world.log.logger)
    }

    private func model() -> StandInModel { StandInModel { .vectors($1.map(StandInModel.vector)) } }

    @Test("Nothing missing, no call: not even one whether the model is there")
    func nothing() async throws {
        let (world, model) = (try BatchWorld(), model())
        #expect(try await bulk(world, model).embed([], into: world.sink) == 0)
        #expect(world.service.state.value.calls.isEmpty && model.calls.isEmpty && checks.value == 0)
    }

    @Test("Few texts go on demand, many by jobs; the model is looked for once")
    func paths() async throws {
        let (world, model) = (try BatchWorld(), model())
        #expect(try await bulk(world, model).embed(BatchWorld.texts(99), into: world.sink) == 0)
        #expect(model.calls.count == 99 && world.service.state.value.calls.isEmpty && checks.value == 1)
        #expect(world.sink.kept.value.count == 99)
        #expect(try await bulk(world, model).embed(BatchWorld.texts(300), into: world.sink) == 0)
        #expect(model.calls.count == 99 && world.service.state.value.calls[.create] == 1)
        #expect(world.sink.kept.value.count == 300)
    }

    @Test("Mode ondemand never makes a job, mode batch never a call")
    func modes() async throws {
        let (world, model) = (try BatchWorld(), model())
        #expect(try await bulk(world, model, mode: .onDemand).embed(BatchWorld.texts(2000), into: world.sink) == 0)
        #expect(model.calls.count == 2000 && world.service.state.value.calls.isEmpty)
        let (other, unused) = (try BatchWorld(), self.model())
        other.service.set { $0.fails = { $0.hasSuffix("0") } }
        #expect(try await bulk(other, unused, mode: .batch).embed(BatchWorld.texts(99), into: other.sink) == 99)
        #expect(other.log.contains("99 texts stay without a vector"))
        #expect(try await bulk(other, unused, mode: .batch).embed(BatchWorld.texts(200), into: other.sink) == 20)
        #expect(unused.calls.isEmpty)
    }

    @Test("What jobs did not embed is sent on demand, once and within the bound")
    func failedRecords() async throws {
        let (world, model) = (try BatchWorld(), model())
        world.service.set { $0.fails = { $0.hasSuffix("0") } }
        #expect(try await bulk(world, model, fallback: 15).embed(BatchWorld.texts(200), into: world.sink) == 5)
        #expect(model.calls.count == 15)
        #expect(world.sink.kept.value.count == 195)
    }

    @Test("A job that is not taken on goes on demand where it is small enough, and stays missing where not")
    func refusedJobs() async throws {
        for (bound, missing) in [(200, 0), (199, 200)] {
            let (world, model) = (try BatchWorld(), model())
            world.service.set { plan in
                plan.fault = { operation, _ in operation == .create ? .error(400, "ValidationException") : nil }
            }
            let left = try await bulk(world, model, fallback: bound).embed(BatchWorld.texts(200), into: world.sink)
            #expect(left == missing)
            #expect(model.calls.count == 200 - missing)
        }
    }

    @Test("Texts of a job that did not end are not sent on demand as well")
    func unfinished() async throws {
        let (world, model) = (try BatchWorld(), model())
        world.service.set {
            $0.fault = { operation, _ in operation == .get ? .error(500, "InternalServerException") : nil }
        }
        #expect(try await bulk(world, model).embed(BatchWorld.texts(200), into: world.sink) == 200)
        #expect(model.calls.isEmpty)
        world.service.set { $0.fault = { _, _ in nil } }
        #expect(try await bulk(world, model).resume(into: world.sink).isEmpty)
        #expect(world.sink.kept.value.count == 200)
    }

    @Test("Without access everything ends, and what came before is kept")
    func denied() async throws {
        let world = try BatchWorld()
        let model = StandInModel { call, texts in
            guard call < 1000 else { throw FdnixError(.denied, "AccessDeniedException") }
            return StandInModel.good(texts)
        }
        let error = await #expect(throws: FdnixError.self) {
            _ = try await bulk(world, model, mode: .onDemand).embed(BatchWorld.texts(3000), into: world.sink)
        }
        #expect(error?.code == .denied)
        #expect(world.sink.kept.value.count == 1000)
        #expect(model.calls.count <= 1008)
    }
}
