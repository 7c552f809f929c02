import AWS
import AWSServices
import Basics
import Embedding
import HTTPTransport
import HTTPTypes
import JSON
import ObjectStorage
import TestSupport
import Testing

@testable import RemoteEmbedding

/// The stand-in for Bedrock of `Tests/System/aws/with-servers`, which checks each request by Amazon's own model.
private struct LiveBedrock {
    let address: URLParts
    let configuration: AWSConfiguration
    let embedding: BedrockEmbedding

    /// Nil, and noted, where it does not run.
    static let running: LiveBedrock? = {
        let environment = ProcessEnvironment.current
        guard let bedrock = environment["FDNIX_TEST_BEDROCK"].flatMap({ try? URLParts($0) }),
            let store = environment["FDNIX_TEST_MINISTACK"].flatMap({ try? URLParts($0) })
        else {
            Skips.note("Bedrock as its model describes it", "FDNIX_TEST_BEDROCK does not name a running stand-in")
            return nil
        }
        var endpoints = EndpointRules()
        for name in ["BEDROCK", "BEDROCK_RUNTIME"] { endpoints.overrides[name] = bedrock }
        endpoints.overrides["S3"] = store
        return LiveBedrock(
            address: bedrock,
            configuration: AWSConfiguration(
                region: "us-east-1", credentials: FixedCredentials(AccessKey(id: "test", secret: "test")),
                endpoints: endpoints))
    }()

    init(address: URLParts, configuration: AWSConfiguration) {
        self.address = address
        self.configuration = configuration
        embedding = BedrockEmbedding(configuration, clock: TestClock().clock)
    }

    /// Sets how it behaves and forgets what was; tells what it has seen.
    @discardableResult
    func plan(_ plan: JSONValue) async throws -> JSONValue { try await tell(.post, plan.encoded) }

    func seen() async throws -> JSONValue { try await tell(.get, []) }

    private func tell(_ method: HTTPRequest.Method, _ body: [UInt8]) async throws -> JSONValue {
        let url = try URLParts("\(address.origin)/_fake")
        let reply = try await HTTPClient.shared.send(url.request(method), body: .bytes(body))
        return try JSONValue.parse(try await reply.collect(upTo: 1 << 24))
    }

    /// A bucket of its own.
    func bucket() async throws -> String {
        let name = "fdnix-test-\(UInt64.random(in: 0 ... .max).hexadecimal)"
        _ = try await AWSClient(.s3, configuration).answer(to: AWSRequest("CreateBucket", .put, bucket: name))
        return name
    }

    func bulk(_ bucket: String, _ directory: String, _ log: LogLines, mode: InferenceMode = .auto) -> BulkEmbedder {
        var settings = BatchSettings(
            role: "arn:aws:iam::123456789012:role/batch", inputBucket: bucket, outputBucket: bucket)
        settings.recordsPerJob = 150
        let setup = BedrockSetup(
            model: BedrockModel(BedrockModel.known[0]), dimension: 256,
            rules: EmbeddingPathRules(mode: mode, hasBatch: true), batch: mode == .onDemand ? nil : settings)
        return embedding.bulkEmbedder(setup, templateVersion: 1, directory: directory, logger: log.logger)
    }
}

@Suite(
    "Bedrock as its model describes it", .enabled(if: LiveBedrock.running != nil), .serialized, .timeLimit(.minutes(15))
)
struct LiveBedrockTests {
    private let log = LogLines()
    private var bedrock: LiveBedrock { get throws { try #require(LiveBedrock.running) } }

    private func bulk(_ texts: Int, mode: InferenceMode = .auto) async throws -> (missing: Int, sink: MemorySink) {
        let bedrock = try bedrock
        let bucket = try await bedrock.bucket()
        return try await withTemporaryDirectory { directory in
            let sink = MemorySink()
            let bulk = bedrock.bulk(bucket, directory, log, mode: mode)
            #expect(try await bulk.resume(into: sink).isEmpty)
            let missing = try await bulk.embed(BatchWorld.texts(texts), into: sink)
            let left = try await S3ObjectStore(bucket, bedrock.configuration).objects()
                .reduce(into: [String]()) { $0.append($1.key) }
            #expect(left.allSatisfy { $0.hasPrefix("bedrock-batch/jobs/") })
            return (missing, sink)
        }
    }

    /// How often each text was embedded.
    private func embedded() async throws -> [Int64] {
        try await bedrock.seen()["texts"]?.object?.members.compactMap(\.value.int) ?? []
    }

    @Test("A job through all its states: every text embedded once")
    func wholeJob() async throws {
        try await bedrock.plan([:])
        let (missing, sink) = try await bulk(400)
        #expect(missing == 0 && sink.kept.value.count == 400)
        #expect(sink.kept.value.values.allSatisfy { $0.count == 256 })
        let counts = try await embedded()
        #expect(counts.count == 400 && counts.allSatisfy { $0 == 1 })
        #expect(try await bedrock.seen()["jobs"]?.object?.members.count == 3)
        #expect(log.contains("records are not of this job"))
    }

    @Test("Throttled, cut and lost answers of every operation: every text embedded once")
    func faults() async throws {
        let faults: JSONValue = ["429 ThrottlingException", "lost", "cut", "500 InternalServerException", "silent"]
        try await bedrock.plan([
            "faults": [
                "CreateModelInvocationJob": faults, "GetModelInvocationJob": faults, "ListFoundationModels": faults,
            ]
        ])
        let (missing, sink) = try await bulk(400)
        #expect(missing == 0 && sink.kept.value.count == 400)
        #expect(try await embedded().allSatisfy { $0 == 1 })
    }

    @Test("Errors and gaps in the output are made good on demand")
    func errorsAndGaps() async throws {
        try await bedrock.plan(["failing": "7", "missing": "33"])
        let (missing, sink) = try await bulk(400)
        // On demand `text 7` passes at half its length; `text 33` and others were only left out.
        #expect(missing == 0 && sink.kept.value.count == 400)
        #expect(log.contains("records failed: 400: Too many input tokens."))
    }

    @Test(
        "Jobs that end in every other way leave what they have",
        arguments: ["PartiallyCompleted", "Stopped", "Expired"])
    func otherEnds(_ status: String) async throws {
        try await bedrock.plan(["course": ["InProgress", .string(status)]])
        let (missing, sink) = try await bulk(200, mode: .batch)
        #expect(missing == 100 && sink.kept.value.count == 100)
    }

    @Test("A job that does not end is stopped in time")
    func stopped() async throws {
        try await bedrock.plan(["course": ["Validating", "InProgress", "InProgress"]])
        let (missing, sink) = try await bulk(120, mode: .batch)
        #expect(missing == 60 && sink.kept.value.count == 60)
        #expect(try await bedrock.seen()["calls"]?["StopModelInvocationJob"]?.int == 1)
    }

    @Test("On demand: texts a call as the model takes them, queries told from documents")
    func onDemand() async throws {
        try await bedrock.plan(["faults": ["InvokeModel": ["429 ThrottlingException", "silent", "cut"]]])
        let titan = try bedrock.embedding.embedder(
            BedrockModel(BedrockModel.known[0]), dimension: 512, policy: .bedrock)
        let batch = try await titan.embed((0..<30).map { "text \($0)" }, purpose: .document)
        #expect(batch.failures.isEmpty && batch.count == 30)
        let cohere = try bedrock.embedding.embedder(
            BedrockModel("cohere.embed-english-v3"), dimension: 1024, policy: .bedrock)
        try await bedrock.plan(["failing": "bad"])
        let texts = (0..<200).map { $0 == 57 ? "bad and bad again" : "text \($0)" }
        #expect(try await cohere.embed(texts, purpose: .document).failures.map(\.index) == [57])
        _ = try await cohere.embed(["text 1"], purpose: .query)
        let seen = try await bedrock.seen()["texts"]
        #expect(seen?["search_document: text 1"]?.int == 1 && seen?["search_query: text 1"]?.int == 1)
    }

    @Test("A query's embedder tries once and says whether another try may help")
    func query() async throws {
        try await bedrock.plan(["faults": ["InvokeModel": ["503 ServiceUnavailableException"]]])
        #expect(try bedrock.embedding.queryEmbedder(model: "a-static-model", dimension: 256) == nil)
        let embedder = try #require(
            try bedrock.embedding.queryEmbedder(model: "amazon.titan-embed-text-v2:0", dimension: 256))
        let batch = try await embedder.embed(["a query"], purpose: .query)
        #expect(batch.failures.first?.error.isRetryable == true)
        #expect(try await embedder.embed(["a query"], purpose: .query).failures.isEmpty)
    }

    @Test("A model that the region does not have ends the run before anything is sent; who may not look goes on")
    func noModel() async throws {
        try await bedrock.plan(["models": ["cohere.embed-english-v3"]])
        let error = await #expect(throws: FdnixError.self) { _ = try await bulk(120) }
        #expect(error?.code == .notFound && error?.message.contains("BEDROCK_MODEL_ID") == true)
        try await bedrock.plan(["faults": ["ListFoundationModels": ["403 AccessDeniedException"]]])
        #expect(try await bulk(120).missing == 0)
        #expect(log.contains("cannot look whether Bedrock has"))
    }

    @Test("Without permission to call the model everything ends")
    func denied() async throws {
        let denials = JSONValue.array(Array(repeating: "403 AccessDeniedException", count: 50))
        try await bedrock.plan(["faults": ["InvokeModel": denials]])
        let error = await #expect(throws: FdnixError.self) { _ = try await bulk(50) }
        #expect(error?.code == .denied)
    }
}
