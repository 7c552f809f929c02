import Basics
import Embedding
import HTTPTransport
import TestSupport
import Testing

@testable import RemoteEmbedding

@Suite("Embedding by calls", .timeLimit(.minutes(15)))
struct RemoteEmbedderTests {
    private func embedder(
        _ model: StandInModel, _ clock: TestClock = TestClock(), _ policy: OnDemandPolicy = .bedrock
    ) -> RemoteEmbedder { RemoteEmbedder(model, policy: policy, clock: clock.clock) }

    @Test("Rows come in the order of the texts; texts without a word are not sent")
    func order() async throws {
        let model = StandInModel(texts: 7) { .vectors($1.map(StandInModel.vector)) }
        let texts = (0..<100).map { $0 % 10 == 3 ? " \n" : "text \($0)" }
        let batch = try await embedder(model).embed(texts, purpose: .document)
        #expect(batch.count == 100)
        for (index, text) in texts.enumerated() {
            switch batch[index] {
            case .vector(let numbers):
                var expected = EmbeddingBatch(dimension: 3)
                expected.append(StandInModel.vector(text))
                guard case .vector(let wanted) = expected[0] else { Issue.record("no vector"); continue }
                #expect(Array(numbers) == Array(wanted))
            case .empty: #expect(index % 10 == 3)
            case .failed(let error): Issue.record("\(error)")
            }
        }
        #expect(model.calls.flatMap { $0 }.count == 90)
        #expect(model.calls.allSatisfy { $0.count <= 7 })
    }

    @Test("No text, no call")
    func nothing() async throws {
        let model = StandInModel { .vectors($1.map(StandInModel.vector)) }
        #expect(try await embedder(model).embed([], purpose: .query).count == 0)
        #expect(try await embedder(model).embed(["", " "], purpose: .query).kinds == "ee")
        #expect(model.calls.isEmpty)
    }

    @Test("Calls hold as many texts as their number and their bytes allow")
    func slices() {
        let texts = ["aaaa", "bb", "", "cccc", String(repeating: "d", count: 50), "e", "f", "g"]
        #expect(RequestSlices.make(texts, EndpointLimits(texts: 3, bytes: 10)) == [[0, 1, 3], [4], [5, 6, 7]])
        #expect(RequestSlices.make(texts, EndpointLimits(texts: 2)) == [[0, 1], [3, 4], [5, 6], [7]])
        var random = SplitMix(5)
        for _ in 0..<200 {
            let texts = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                String(repeating: "x", count: Int.random(in: 0..<30, using: &random))
            }
            let limits = EndpointLimits(
                texts: Int.random(in: 1..<9, using: &random), bytes: Int.random(in: 1..<60, using: &random))
            let slices = RequestSlices.make(texts, limits)
            #expect(slices.flatMap { $0 } == texts.indices.filter { !texts[$0].isEmpty })
            for slice in slices {
                let bytes = slice.reduce(0) { $0 + texts[$1].utf8.count }
                #expect((1...limits.texts).contains(slice.count))
                #expect(slice.count == 1 || bytes <= limits.bytes)
            }
        }
    }

    @Test("Throttled calls are tried five times, after pauses of up to 1, 2, 4 and 8 seconds")
    func retries() async throws {
        let clock = TestClock()
        let model = StandInModel { call, texts in call < 4 ? throttled : StandInModel.good(texts) }
        #expect(try await embedder(model, clock).embed(["a"], purpose: .document).kinds == "v")
        #expect(model.calls.count == 5)
        #expect(clock.pauses.count == 4)
        for (pause, limit) in zip(clock.pauses, [1.0, 2, 4, 8]) { #expect(pause <= .seconds(limit)) }
        #expect(Set(clock.pauses).count == 4)

        let gone = StandInModel { _, _ in unavailable }
        let error = await #expect(throws: FdnixError.self) {
            var policy = OnDemandPolicy.bedrock
            policy.failuresInARow = 1
            _ = try await embedder(gone, TestClock(), policy).embed(["a"], purpose: .document)
        }
        #expect(error?.code == .service)
        #expect(gone.calls.count == 5)
    }

    @Test("A service's Retry-After is heeded")
    func retryAfter() async throws {
        let clock = TestClock()
        let model = StandInModel { call, texts in
            call == 0
                ? .failed(FdnixError(.throttled, "slow down"), .status(429, retryAfter: "17"))
                : StandInModel.good(texts)
        }
        _ = try await embedder(model, clock).embed(["a"], purpose: .document)
        #expect(clock.pauses == [.seconds(17)])
    }

    @Test("Broken connections are tried again, certificates that cannot be trusted are not")
    func connections() async throws {
        @Sendable func reply(_ reason: HTTPFailure.Reason) -> EndpointReply {
            let failure = HTTPFailure(reason)
            return .failed(FdnixError(.network, "\(failure)", underlying: failure), .failure(failure))
        }
        for reason in [HTTPFailure.Reason.closedEarly, .silent, .refused, .connectTimeout] {
            let model = StandInModel { call, texts in call == 0 ? reply(reason) : StandInModel.good(texts) }
            #expect(try await embedder(model).embed(["a"], purpose: .document).kinds == "v")
        }
        let model = StandInModel { call, texts in call == 0 ? reply(.untrusted) : StandInModel.good(texts) }
        #expect(try await embedder(model).embed(["a"], purpose: .document).kinds == "f")
    }

    @Test("A refused text is sent once more at half its length, then it has failed")
    func halving() async throws {
        let long = String(repeating: "ü", count: 101)
        let model = StandInModel { _, texts in
            texts[0].unicodeScalars.count > 50 ? refusal : StandInModel.good(texts)
        }
        let batch = try await embedder(model).embed([long, "short", long + long], purpose: .document)
        #expect(batch.kinds == "vvf")
        let lengths = model.calls.map { $0[0].unicodeScalars.count }.sorted()
        #expect(lengths == [5, 50, 101, 101, 202])
    }

    @Test("Of 96 texts the one that is refused fails, and no other", arguments: [0, 1, 47, 48, 95])
    func bisection(_ bad: Int) async throws {
        let model = StandInModel(texts: 96) { _, texts in
            texts.contains { $0.hasPrefix("bad") } ? refusal : StandInModel.good(texts)
        }
        let texts = (0..<96).map { $0 == bad ? "bad text \($0)" : "text \($0)" }
        let batch = try await embedder(model).embed(texts, purpose: .document)
        #expect(batch.failures.map(\.index) == [bad])
        // Half by half: twice the logarithm of 96, and the half of the text itself.
        #expect(model.calls.count <= 16)
        for (index, text) in texts.enumerated() where index != bad {
            #expect(model.calls.contains { $0.contains(text) })
        }
    }

    @Test("Any set of refused texts fails and all others are embedded")
    func anyRefusals() async throws {
        var random = SplitMix(11)
        for _ in 0..<30 {
            let texts = (0..<Int.random(in: 1...60, using: &random)).map { index in
                (Int.random(in: 0..<4, using: &random) == 0 ? "bad " : "good ") + "\(index)"
            }
            let size = Int.random(in: 1...20, using: &random)
            let model = StandInModel(texts: size) { _, texts in
                texts.contains { $0.hasPrefix("b") } ? refusal : StandInModel.good(texts)
            }
            guard texts.contains(where: { $0.hasPrefix("g") }) else { continue }
            let batch = try await embedder(model).embed(texts, purpose: .document)
            #expect(batch.failures.map(\.index) == texts.indices.filter { texts[$0].hasPrefix("b") })
        }
    }

    @Test("Another number of vectors than of texts fails the call")
    func miscount() async throws {
        let model = StandInModel(texts: 2) { call, texts in
            .vectors(texts.map(StandInModel.vector) + (texts[0] == "a" ? [[1, 2, 3]] : []))
        }
        let batch = try await embedder(model).embed(["a", "b", "c", "d"], purpose: .document)
        #expect(batch.kinds == "ffvv")
        #expect(model.calls.count == 2)
    }

    @Test("A vector of another length, of length zero or that is not finite is a failed row")
    func badVectors() async throws {
        let model = StandInModel(texts: 9) { _, _ in
            .vectors([[1, 2, 3], [1, 2], [0, 0, 0], [1, .nan, 0], [1, .infinity, 0]])
        }
        #expect(try await embedder(model).embed(["a", "b", "c", "d", "e"], purpose: .document).kinds == "vffff")
    }

    @Test("Without access everything ends, and what was embedded before is kept")
    func denied() async throws {
        let model = StandInModel { call, texts in
            guard call < 10 else { throw FdnixError(.denied, "AccessDeniedException") }
            return StandInModel.good(texts)
        }
        let texts = (0..<500).map { "text \($0)" }
        let batch = try await embedder(model).embed(texts, purpose: .document)
        #expect(batch.failures.count == 490)
        #expect(batch.failures.allSatisfy { $0.error.code == .denied })
        #expect(model.calls.count <= 10 + 8)

        let never = StandInModel { _, _ in throw FdnixError(.denied, "AccessDeniedException") }
        let error = await #expect(throws: FdnixError.self) {
            _ = try await embedder(never).embed(texts, purpose: .document)
        }
        #expect(error?.code == .denied)
        #expect(never.calls.count <= 8)
    }

    @Test("A service that takes nothing at all is left alone after a while")
    func breaker() async throws {
        let model = StandInModel { call, texts in call < 3 ? StandInModel.good(texts) : unavailable }
        let texts = (0..<5000).map { "text \($0)" }
        let batch = try await embedder(model).embed(texts, purpose: .document)
        #expect(batch.failures.count == 4997)
        #expect(model.calls.count < 5 * 40)
    }

    @Test("Throttling lessens the calls at once")
    func adapts() async throws {
        let model = StandInModel { call, texts in
            await Task.yield()
            return call < 8 ? throttled : StandInModel.good(texts)
        }
        let embedder = embedder(model)
        _ = try await embedder.embed((0..<40).map { "text \($0)" }, purpose: .document)
        #expect(model.mostAtOnce <= 8)
        #expect(embedder.gate.limit < 8)
    }

    @Test("Calls of all tasks share the limits")
    func shared() async throws {
        let model = StandInModel { _, texts in
            await Task.yield()
            return StandInModel.good(texts)
        }
        let clock = TestClock()
        let policy = OnDemandPolicy(concurrency: 4, requestsPerMinute: 60, retry: .never)
        let embedder = embedder(model, clock, policy)
        try await withThrowingTaskGroup { group in
            for task in 0..<5 {
                group.addTask { try await embedder.embed((0..<10).map { "\(task) \($0)" }, purpose: .document) }
            }
            for try await batch in group { #expect(batch.kinds == "vvvvvvvvvv") }
        }
        #expect(model.mostAtOnce <= 4)
        #expect(!clock.pauses.isEmpty)
    }

    @Test("A cancelled task ends at once, in the middle of a pause too")
    func cancellation() async throws {
        let model = StandInModel { _, _ in throttled }
        let sleeping = AsyncStream<Void>.makeStream()
        var clock = TestClock().clock
        clock.sleep = { _ in
            sleeping.continuation.yield()
            try await Task.sleep(for: .seconds(3600))
        }
        let embedder = RemoteEmbedder(model, policy: .bedrock, clock: clock)
        let task = Task { try await embedder.embed(["a"], purpose: .document) }
        for await _ in sleeping.stream { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }

    @Test("Every try is told, with its outcome")
    func observed() async throws {
        let seen = Shared<[RemoteEmbedder.CallOutcome]>([])
        let model = StandInModel { call, texts in
            switch call {
            case 0: throttled
            case 1: unavailable
            default: StandInModel.good(texts)
            }
        }
        let embedder = RemoteEmbedder(model, policy: .bedrock, clock: TestClock().clock).observed { outcome, _ in
            seen.change { $0.append(outcome) }
        }
        _ = try await embedder.embed(["a"], purpose: .document)
        #expect(seen.value == [.throttled, .failed, .success])
    }
}
