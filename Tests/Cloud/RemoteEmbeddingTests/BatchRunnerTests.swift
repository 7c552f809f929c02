import AWSServices
import Basics
import Embedding
import ObjectStorage
import ObjectStorageConformance
import TestSupport
import Testing

@testable import RemoteEmbedding

@Suite("Running batch jobs", .timeLimit(.minutes(15)))
struct BatchRunnerTests {
    @Test("All texts get their vectors, and nothing is left behind but the job's file")
    func whole() async throws {
        let world = try BatchWorld()
        let texts = BatchWorld.texts(250)
        let outcome = try await world.runner().embed(texts, into: world.sink)
        #expect(outcome == BatchRunner.Outcome())
        #expect(world.sink.kept.value.count == 250)
        for text in texts {
            var batch = EmbeddingBatchOfOne(StandInModel.vector(text.text))
            #expect(world.sink.kept.value[text.hash] == batch.vector())
        }
        #expect(world.sink.saves.value == 1)
        #expect(try await world.keys(world.output).isEmpty)
        let keys = try await world.keys(world.input)
        #expect(keys.count == 2 && keys.allSatisfy { $0.hasPrefix("bedrock-batch/jobs/") })
        let file = try await world.runner().jobFiles()[0]
        #expect(file.isHarvested && file.status == "Completed" && file.records == 250 && file.arn != nil)
        #expect(world.log.contains("records are not of this job"))
    }

    @Test("The request is the one that the contract of Bedrock asks for")
    func request() async throws {
        let world = try BatchWorld()
        _ = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        let request = try #require(world.service.state.value.jobs.values.first?.request)
        let id = request.token
        #expect(request.name == "fdnix-embedding-batch-\(id)")
        #expect(request.role == world.settings.role && request.model == world.model.id)
        #expect(request.timeoutInHours == 24)
        #expect(request.input == "s3://in/bedrock-batch/input/\(id)/input.jsonl")
        #expect(request.output == "s3://out/bedrock-batch/output/\(id)/")
    }

    @Test("Records that failed, that have no line and that come twice are told apart")
    func gaps() async throws {
        let world = try BatchWorld()
        world.service.set { $0.fails = { $0.hasSuffix("7") } }
        world.service.set { $0.isLeftOut = { $0.hasSuffix("3") } }
        world.service.set { $0.manifestCount = { $0 + 1 } }
        let outcome = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        #expect(outcome.failed.count == 20)
        #expect(world.sink.kept.value.count == 80)
        #expect(world.log.contains("10 records failed: 400: bad text"))
        #expect(world.log.contains("its manifest counts 81 successes, but 80 vectors came"))
    }

    @Test(
        "Every end but Completed leaves what it has",
        arguments: [
            ("PartiallyCompleted", 50), ("Stopped", 50), ("Expired", 50), ("Failed", 100),
        ])
    func partial(_ status: String, _ missing: Int) async throws {
        let world = try BatchWorld()
        world.service.set { $0.course = { _ in ["InProgress", status] } }
        let outcome = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        #expect(outcome.failed.count == missing)
        #expect(world.sink.kept.value.count == 100 - missing)
        if status != "Stopped" { #expect(world.log.contains("is \(status): as told")) }
        #expect(try await world.keys(world.output).isEmpty)
    }

    @Test("A status that nobody knows is told of and waited for")
    func unknownStatus() async throws {
        let world = try BatchWorld()
        world.service.set { $0.course = { _ in ["Daydreaming", "Daydreaming", "Completed"] } }
        let outcome = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        #expect(outcome.failed.isEmpty)
        #expect(
            world.log.contains(
                "warning: job \(world.service.state.value.jobs.values.first?.request.token ?? "") is Daydreaming"))
        #expect(world.log.lines.value.count { $0.contains("Daydreaming") } == 1)
    }

    @Test("More jobs than the service takes at once wait for their turn; all are done")
    func queue() async throws {
        let world = try BatchWorld()
        world.settings.recordsPerJob = 10
        world.settings.unfinishedJobs = 3
        world.service.set { $0.quota = 3 }
        let outcome = try await world.runner().embed(BatchWorld.texts(200), into: world.sink)
        #expect(outcome == BatchRunner.Outcome())
        #expect(world.service.state.value.jobs.count == 20)
        #expect(world.service.state.value.calls[.create] == 20)
        #expect(world.sink.kept.value.count == 200)
        #expect(world.sink.saves.value == 20)
    }

    @Test("Where others use up the service's room, jobs wait for it")
    func busy() async throws {
        let world = try BatchWorld()
        world.service.set { plan in
            plan.fault = { operation, number in
                operation == .create && number < 5 ? .error(400, "ServiceQuotaExceededException") : nil
            }
        }
        let outcome = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        #expect(outcome == BatchRunner.Outcome())
        #expect(world.clock.passed >= .seconds(5 * 60))
    }

    @Test("A job that is not taken on leaves nothing, and its texts are told")
    func refused() async throws {
        let world = try BatchWorld()
        world.service.set {
            $0.fault = { operation, _ in operation == .create ? .error(400, "ValidationException") : nil }
        }
        let outcome = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        #expect(outcome.refused.count == 100)
        #expect(try await world.keys(world.input).isEmpty)
    }

    @Test("Without permission to create jobs the run ends")
    func denied() async throws {
        let world = try BatchWorld()
        world.service.set {
            $0.fault = { operation, _ in operation == .create ? .error(403, "AccessDeniedException") : nil }
        }
        let error = await #expect(throws: FdnixError.self) {
            _ = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        }
        #expect(error?.code == .denied)
    }

    @Test("Throttled, failing and lost calls change nothing: every text is embedded once")
    func faults() async throws {
        for seed in 1...20 {
            let world = try BatchWorld()
            world.settings.recordsPerJob = 40
            let random = Shared(SplitMix(UInt64(seed)))
            world.service.set { plan in
                plan.fault = { operation, _ in
                    switch random.change({ Int.random(in: 0..<10, using: &$0) }) {
                    case 0: .error(429, "ThrottlingException")
                    case 1: .error(503, "ServiceUnavailableException")
                    case 2: .lostAnswer
                    default: nil
                    }
                }
            }
            let outcome = try await world.runner().embed(BatchWorld.texts(200), into: world.sink)
            #expect(outcome == BatchRunner.Outcome())
            #expect(world.service.state.value.embedded.count == 200)
            #expect(world.service.state.value.embedded.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("A job that takes too long is stopped, and what it has is taken")
    func stopped() async throws {
        let world = try BatchWorld()
        world.settings.maximumWait = .seconds(600)
        world.service.set { $0.course = { _ in ["InProgress"] } }
        let outcome = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        #expect(world.service.state.value.calls[.stop] == 1)
        #expect(outcome.failed.count == 50)
        #expect(world.sink.kept.value.count == 50)
        #expect(world.clock.passed < .seconds(700))
    }

    @Test("A job that does not heed the stop is left to another run, which harvests it")
    func leftRunning() async throws {
        let world = try BatchWorld()
        world.settings.maximumWait = .seconds(600)
        world.service.set { $0.course = { _ in ["InProgress"] } }
        world.service.set {
            $0.fault = { operation, _ in operation == .stop ? .error(500, "InternalServerException") : nil }
        }
        let outcome = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        #expect(outcome.left.count == 100 && outcome.failed.isEmpty)
        #expect(world.clock.passed >= .seconds(900) && world.clock.passed < .seconds(1000))
        world.service.state.change { state in for arn in state.jobs.keys { state.jobs[arn]?.course = ["Completed"] } }
        let later = try await world.runner().resume(into: world.sink)
        #expect(later == BatchRunner.Outcome())
        #expect(world.sink.kept.value.count == 100)
    }

    @Test("Ten polls in a row that fail leave a job to another run")
    func unreachable() async throws {
        let world = try BatchWorld()
        world.service.set { plan in
            plan.fault = { operation, number in
                operation == .get && number < 10 ? .error(403, "AccessDeniedException") : nil
            }
        }
        let outcome = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        #expect(outcome.left.count == 100)
        #expect(world.service.state.value.calls[.get] == 10)
        _ = try await world.runner().resume(into: world.sink)
        #expect(world.sink.kept.value.count == 100)
        #expect(world.service.state.value.calls[.create] == 1)
    }

    @Test("Jobs of other models, dimensions and templates are left alone; so is what is not a job file")
    func others() async throws {
        let world = try BatchWorld()
        await #expect(throws: Killed.self) {
            _ = try await world.runner(Killer(at: 6)).embed(BatchWorld.texts(100), into: world.sink)
        }
        try await world.input.put("bedrock-batch/jobs/1-a.json", .bytes([0x7B]))
        let before = try await world.keys(world.input)
        _ = try await world.runner(templateVersion: 2).resume(into: world.sink)
        #expect(world.sink.kept.value.isEmpty)
        #expect(try await world.keys(world.input) == before)
        #expect(world.log.contains("1-a.json is passed over"))
        _ = try await world.runner().resume(into: world.sink)
        #expect(world.sink.kept.value.count == 100)
    }

    @Test("Files of a job that never was are deleted after a day, and no others")
    func orphans() async throws {
        let world = try BatchWorld()
        // Killed before the job file is written.
        await #expect(throws: Killed.self) {
            _ = try await world.runner(Killer(at: 3)).embed(BatchWorld.texts(100), into: world.sink)
        }
        #expect(try await world.keys(world.input).count == 2)
        _ = try await world.runner().resume(into: world.sink)
        #expect(try await world.keys(world.input).count == 2)
        world.clock.advance(86_400 + 60)
        try await world.input.put("bedrock-batch/jobs/1-b.records.jsonl", .bytes([0x0A]))
        _ = try await world.runner().resume(into: world.sink)
        #expect(try await world.keys(world.input) == ["bedrock-batch/jobs/1-b.records.jsonl"])
        // A job that was keeps its list.
        _ = try await world.runner().embed(BatchWorld.texts(100), into: world.sink)
        world.clock.advance(86_400 * 2)
        _ = try await world.runner().resume(into: world.sink)
        #expect(try await world.keys(world.input).count == 2)
    }

    @Test("A store in trouble is tried again on the next turn")
    func storeTrouble() async throws {
        let world = try BatchWorld()
        let store = FlakyStore(store: world.output, failures: 3)
        let runner = BatchRunner(
            world.model, dimension: 3, templateVersion: 1, settings: world.settings, service: world.service,
            input: world.input, output: store, directory: world.directory, clock: world.clock.clock,
            logger: world.log.logger)
        let outcome = try await runner.embed(BatchWorld.texts(100), into: world.sink)
        #expect(outcome == BatchRunner.Outcome())
        #expect(world.sink.kept.value.count == 100)
    }
}

/// The one row of a batch.
private struct EmbeddingBatchOfOne {
    private let numbers: [Float]
    init(_ numbers: [Float]) { self.numbers = numbers }
    mutating func vector() -> [Float] {
        var batch = EmbeddingBatch(dimension: numbers.count)
        batch.append(numbers)
        return batch.values
    }
}

/// A store whose first reads fail.
private struct FlakyStore: ForwardingObjectStore {
    let inner: any ObjectStore
    let left: Shared<Int>

    init(store: any ObjectStore, failures: Int) {
        inner = store
        left = Shared(failures)
    }

    func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        let fails = left.change { left in
            left -= 1
            return left >= 0
        }
        if fails { throw FdnixError(.network, "the connection broke") }
        return try await inner.get(key, options)
    }
}
