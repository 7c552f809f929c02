import AWSServices
import Basics
import Embedding
import HTTPTransport
import HTTPTypes
import JSON
import Testing

@testable import AWS
@testable import RemoteEmbedding

@Suite("Models of Bedrock and SageMaker")
struct ModelFormTests {
    private func json(_ bytes: [UInt8]) throws -> JSONValue { try JSONValue.parse(bytes) }

    @Test("Titan V2 takes one text, its dimensions and normalises; purpose makes no difference")
    func titan() throws {
        let model = BedrockModel("amazon.titan-embed-text-v2:0")
        #expect(model.family == .titanV2 && model.hasBatch && model.textsPerCall == 1 && model.characterLimit == 8192)
        #expect(model.dimensions == [256, 512, 1024])
        for purpose in EmbeddingPurpose.allCases {
            let body = model.body(["a\nb"], dimension: 512, purpose: purpose)
            #expect(
                String(decoding: body, as: UTF8.self) == #"{"inputText":"a\nb","dimensions":512,"normalize":true}"#)
        }
    }

    @Test("Cohere takes 96 texts and a purpose, with and without an inference profile")
    func cohere() throws {
        for id in ["cohere.embed-english-v3", "cohere.embed-multilingual-v3", "us.cohere.embed-english-v3"] {
            let model = BedrockModel(id)
            #expect(model.family == .cohereV3 && !model.hasBatch && model.textsPerCall == 96)
            #expect(model.characterLimit == 2000 && model.dimensions == [1024])
            #expect(
                try json(model.body(["a", "b"], dimension: 1024, purpose: .document)) == [
                    "texts": ["a", "b"], "input_type": "search_document", "truncate": "END",
                ])
            #expect(
                try json(model.body(["a"], dimension: 1024, purpose: .query))["input_type"] == "search_query")
        }
    }

    @Test("Other models get the text alone")
    func others() throws {
        let model = BedrockModel("amazon.titan-embed-text-v1")
        #expect(model.family == .inputText && !model.hasBatch)
        #expect(try json(model.body(["a"], dimension: 1536, purpose: .query)) == ["inputText": "a"])
        #expect(BedrockModel("us.amazon.titan-embed-text-v2:0").family == .titanV2)
    }

    @Test("SageMaker: 130 texts are three calls of 64, 64 and 2")
    func sageMaker() async throws {
        let seen = Shared<[(String, JSONValue)]>([])
        let endpoint = SageMakerEndpoint(model: "my-model", dimension: 2, endpoint: "endpoint-1") { name, body in
            let json = try JSONValue.parse(body)
            seen.change { $0.append((name, json)) }
            let rows = (json["input"]?.array ?? []).map { _ in "[1,2]" }
            return Array("[\(rows.joined(separator: ","))]".utf8)
        }
        let embedder = RemoteEmbedder(
            endpoint, policy: .patient(concurrency: 1, attempts: 15), clock: TestClock().clock)
        let batch = try await embedder.embed((0..<130).map { "text \($0)" }, purpose: .document)
        #expect(batch.failures.isEmpty && batch.count == 130)
        let calls = seen.value
        #expect(calls.map { $0.1["input"]?.array?.count } == [64, 64, 2])
        #expect(
            calls.allSatisfy { $0.0 == "endpoint-1" && $0.1["type"] == "embeddings" && $0.1["model"] == "my-model" })
        #expect(calls[2].1 == ["type": "embeddings", "input": ["text 128", "text 129"], "model": "my-model"])
    }

    @Test("SageMaker's Hugging Face containers get `inputs`")
    func huggingFace() throws {
        let endpoint = SageMakerEndpoint(model: "m", dimension: 2, endpoint: "e", form: .huggingFace) { _, _ in [] }
        #expect(try json(endpoint.body(["a", "b"])) == ["inputs": ["a", "b"]])
    }

    @Test(
        "What services answer is told apart: throttled, in trouble, refused, and what nothing mends",
        arguments: [
            (429, "ThrottlingException", "429"), (400, "ThrottlingException", "429"),
            (503, "ServiceUnavailableException", "503"), (500, "InternalServerException", "500"),
            (408, "ModelTimeoutException", "500"), (429, "ModelNotReadyException", "429"), (530, "X", "503"),
            (400, "ValidationException", "refused"), (424, "ModelErrorException", "refused"),
            (424, "ModelError", "refused"), (403, "AccessDeniedException", "denied"),
            (404, "ResourceNotFoundException", "not-found"), (400, "SomethingElse", "service"),
        ])
    func errors(_ status: Int, _ code: String, _ expected: String) async throws {
        let head = HTTPResponse(status: .init(code: status), headerFields: [.amzErrorType: code])
        let error = FdnixError(AWSError(service: .bedrockRuntime, operation: "InvokeModel", head: head, body: []))
        do {
            switch try await EndpointReply("m", { throw error }) {
            case .failed(_, .status(let status, _)): #expect("\(status)" == expected)
            case .refused: #expect(expected == "refused")
            default: Issue.record("another reply")
            }
        } catch let error as FdnixError { #expect(error.code.rawValue == expected) }
    }
}
