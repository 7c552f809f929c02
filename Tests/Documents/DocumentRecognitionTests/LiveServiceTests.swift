import AWS
import AWSServices
import AWSStandIn
import Basics
import DocumentRecognition
import Documents
import HTTPTransport
import HTTPTypes
import JSON
import ObjectStorage
import Tables
import TestSupport
import Testing

/// The stand-ins of `Tests/System/aws/with-servers`, which check each request and each answer by Amazon's own models.
private struct LiveServices {
    let configuration: AWSConfiguration
    private let addresses: [String: URLParts]

    /// Nil, and noted, where they do not run.
    static let running: LiveServices? = {
        let names = [
            "TEXTRACT": "TEXTRACT", "TRANSCRIBE": "TRANSCRIBE", "BEDROCK_RUNTIME": "BEDROCK_WORDS", "S3": "MINISTACK",
        ]
        var endpoints = EndpointRules()
        for (service, server) in names {
            guard let text = ProcessEnvironment.current["FDNIX_TEST_\(server)"], let address = try? URLParts(text)
            else {
                Skips.note("pages and films by AWS's models", "FDNIX_TEST_\(server) does not name a running stand-in")
                return nil
            }
            endpoints.overrides[service] = address
        }
        return LiveServices(configuration: .ofTests(endpoints), addresses: endpoints.overrides)
    }()

    /// Sets how a service behaves, or asks what it has seen.
    @discardableResult
    func tell(_ service: String, _ plan: JSONValue? = nil) async throws -> JSONValue {
        let url = try URLParts("\(try #require(addresses[service]).origin)/_fake")
        let request = url.request(plan == nil ? .get : .post)
        let reply = try await HTTPClient.shared.send(request, body: .bytes(plan?.encoded ?? []))
        return try JSONValue.parse(try await reply.collect(upTo: 1 << 24))
    }

    /// An object in a bucket of its own.
    func object(_ key: String) async throws -> ObjectURI {
        let bucket = "fdnix-test-\(UInt64.random(in: 0 ... .max).hexadecimal)"
        _ = try await AWSClient(.s3, configuration).answer(to: AWSRequest("CreateBucket", .put, bucket: bucket))
        try await S3ObjectStore(bucket, configuration).put(key, .bytes(Array("of the test".utf8)))
        return ObjectURI(bucket: bucket, key: key)
    }
}

@Suite(
    "Pages and films as AWS's models describe them", .enabled(if: LiveServices.running != nil), .serialized,
    .timeLimit(.minutes(15)))
struct LiveServiceTests {
    private let time = TestTime()
    private var services: LiveServices { get throws { try #require(LiveServices.running) } }

    @Test("A document of several pages is read in one job, through throttles and lost answers")
    func textract() async throws {
        let services = try services
        let object = try await services.object("scan.pdf")
        try await services.tell(
            "TEXTRACT",
            [
                "faults": [
                    "StartDocumentAnalysis": ["lost", "400 LimitExceededException"],
                    "GetDocumentAnalysis": [.null, "400 ThrottlingException", "500 InternalServerError"],
                ],
                "pages": [
                    "1": [["text", ["not wanted"]]],
                    "2": [
                        ["header", ["running headline"]], ["title", ["Invoice"]],
                        ["text", ["Dear all,", "we ask for"]],
                        ["table", [["article", "price"], ["kerosene lamp", "40"], ["", "total"]]],
                        ["list", ["pay soon", "pay all"]], ["footer", ["page two"]], ["number", ["2"]],
                    ],
                    "10": [["text", ["the last page"]]],
                ],
            ])
        let texts = try await TextractRecognizer(services.configuration, time: time.source)
            .recognize(object, pages: [2, 10, 11])
        #expect(
            texts == [
                2:
                    "Invoice\n\nDear all,\nwe ask for\n\narticle | price\nkerosene lamp | 40\n | total\n\npay soon\npay all",
                10: "the last page",
            ])
        #expect(try await services.tell("TEXTRACT")["jobs"]?.array?.count == 1)
    }

    @Test("A job that fails is followed by one more")
    func failingJob() async throws {
        let services = try services
        let object = try await services.object("scan.pdf")
        try await services.tell("TEXTRACT", ["course": [["FAILED"], ["IN_PROGRESS", "PARTIAL_SUCCESS"]]])
        let texts = try await TextractRecognizer(services.configuration, time: time.source)
            .recognize(object, pages: [1])
        #expect(texts == [1: "A page that was read off its picture."])
    }

    @Test("A film is written down through throttles and lost answers, rewritten, and its transcript removed")
    func film() async throws {
        let services = try services
        let object = try await services.object("talks/My talk.mp4")
        try await services.tell(
            "TRANSCRIBE",
            [
                "faults": [
                    "StartTranscriptionJob": ["lost"], "GetTranscriptionJob": ["400 LimitExceededException", "lost"],
                ],
                "segments": [[0.5, 3, "spk_0", "Well, welcome to the harbour."], [7.25, 9, "spk_1", "Thank you."]],
            ])
        try await services.tell("BEDROCK_RUNTIME", ["answers": [#"["Welcome to the harbour.", "Thank you."]"#]])
        let store = S3ObjectStore(object.bucket, services.configuration)
        let cloud = DocumentCloud(
            bucket: { _ in store }, cache: CacheTable(MemoryTable(CacheTable.schema)), links: TestCloud().links,
            mediaBucket: object.bucket)
        let transcriber = TranscribeTranscriber(services.configuration, cloud, time: time.source)
        let film = Film(uri: object.text, object: object, path: "/nowhere", mediaBucket: object.bucket)
        let segments = try await transcriber.transcribe(film)
        #expect(
            segments == [
                SpeechSegment(start: 500, speaker: "spk_0", text: "Well, welcome to the harbour."),
                SpeechSegment(start: 7250, speaker: "spk_1", text: "Thank you."),
            ])
        #expect(try await store.list(prefix: "", token: nil, limit: 10).objects.map(\.key) == [object.key])
        #expect(try await services.tell("TRANSCRIBE")["jobs"]?.array?.count == 1)
        let model = BedrockLanguageModel("anthropic.claude-3-haiku-20240307-v1:0", services.configuration)
        let answer = try await model.answer(to: "1. Well, welcome", "Rewrite.")
        #expect(answer == #"["Welcome to the harbour.", "Thank you."]"#)
        #expect(try await services.tell("BEDROCK_RUNTIME")["asked"] == ["1. Well, welcome"])
    }

    @Test(
        "A model that refuses, or does not come to an end, gives nothing",
        arguments: ["guardrail_intervened", "max_tokens"])
    func refusal(_ reason: String) async throws {
        let services = try services
        try await services.tell("BEDROCK_RUNTIME", ["answers": [[.string(reason), "Sorry."]]])
        let model = BedrockLanguageModel("us.amazon.nova-lite-v1:0", services.configuration)
        #expect(try await model.answer(to: "1. Hello", "Rewrite.") == nil)
    }
}
