import AWS
import Basics
import Documents
import Embedding
import HTTPTransport
import JSON
import Settings
import Synchronization
import TestSupport
import Testing

@testable import DocumentModels
@testable import RemoteEmbedding

/// What services are sent for configured models, and what becomes of what they answer.
struct RemoteEmbeddersTests {
    private static let sagemaker =
        #"{"provider":"sagemaker","modelId":"m","modelRefKey":"k","modelEndpointName":"e","dimensions":2}"#

    @Test func `130 texts go to SageMaker in three calls`() async throws {
        try await withService { service in
            let embedder = try service.embedders(Self.sagemaker, concurrency: 1).embedder(service.spec)
            let batch = try await embedder.embed((0..<130).map { "text \($0)" }, purpose: .document)
            #expect(batch.count == 130)
            #expect(batch.failures.isEmpty)
            let bodies = service.bodies
            #expect(bodies.map { $0["input"]?.array?.count } == [64, 64, 2])
            #expect(bodies.allSatisfy { $0["type"] == "embeddings" && $0["model"] == "m" })
            #expect(service.targets.first == "/endpoints/e/invocations")
        }
    }

    @Test func `models of Bedrock are asked as their families want it`() async throws {
        func bodies(_ id: String) async throws -> [JSONValue] {
            try await withService { service in
                let json =
                    #"{"provider":"bedrock","modelId":"\#(id)","modelRefKey":"k","dimensions":2,"region":"eu-central-1"}"#
                let embedder = try service.embedders(json, concurrency: 1).embedder(service.spec)
                _ = try await embedder.embed(["a", "b"], purpose: .document)
                #expect(service.authorizations.allSatisfy { $0.contains("/eu-central-1/bedrock/") })
                return service.bodies
            }
        }
        let titan = try await bodies("amazon.titan-embed-text-v2:0")
        #expect(titan.map { $0["inputText"]?.string } == ["a", "b"])
        #expect(titan.allSatisfy { $0["dimensions"] == 2 && $0["normalize"] == true })
        let cohere = try await bodies("us.cohere.embed-english-v3")
        #expect(cohere.map { $0["texts"]?.array?.count } == [2])
        #expect(cohere.first?["input_type"] == "search_document")
    }

    @Test func `throttling passes, a refusal does not`() async throws {
        try await withService(statuses: [429, 503, 429, 200]) { service in
            let calls = Mutex<[EmbeddingCall]>([])
            let embedder = try service.embedders(Self.sagemaker, concurrency: 4).embedder(service.spec) { call in
                calls.withLock { $0.append(call) }
            }
            #expect(try await embedder.embed(["a"], purpose: .document).failures.isEmpty)
            #expect(calls.withLock { $0.count } == 4)
            #expect(calls.withLock { $0.filter(\.isThrottled).count } == 2)
        }
        try await withService(statuses: [400]) { service in
            let embedder = try service.embedders(Self.sagemaker, concurrency: 1).embedder(service.spec)
            await #expect(throws: FdnixError.self) {
                _ = try await embedder.embed((0..<200).map { "text \($0)" }, purpose: .document)
            }
            #expect(service.bodies.count == 1)
        }
    }

    @Test func `documents share what is known of a service's patience, and each is told of its own calls`() async throws
    {
        try await withService { service in
            let embedders = try service.embedders(Self.sagemaker, concurrency: 4)
            let calls = Mutex([0, 0])
            let documents = try (0..<2).map { number in
                try embedders.embedder(service.spec) { _ in calls.withLock { $0[number] += 1 } }
            }
            let gates = documents.compactMap { ($0 as? RemoteEmbedder)?.gate }
            #expect(gates.count == 2 && gates[0] === gates[1])
            _ = try await documents[1].embed(["a"], purpose: .document)
            #expect(calls.withLock { $0 } == [0, 1])
        }
    }

    @Test func `OpenAI takes texts by their bytes, and the key`() async throws {
        try await withService { service in
            let json = #"{"provider":"openai","modelId":"m","modelRefKey":"k","dimensions":2}"#
            let embedder = try service.embedders(json, concurrency: 1).embedder(service.spec)
            let batch = try await embedder.embed(
                (0..<3).map { _ in String(repeating: "x", count: 90_000) }, purpose: .document)
            #expect(batch.failures.isEmpty)
            #expect(service.bodies.map { $0["input"]?.array?.count } == [2, 1])
            #expect(service.authorizations == ["Bearer sk-test", "Bearer sk-test"])
        }
    }

    @Sendable private static func noAWS() throws -> AWSConfiguration { throw FdnixError(.usage, "asked for AWS") }

    @Test func `models of the program have the sizes that they have`() throws {
        func make(_ id: String, _ dimension: Int) throws -> any Embedder {
            var settings = Settings([:])
            let spec = EmbeddingModelSpec(.local, modelID: id, key: id, dimension: dimension)
            return try RemoteEmbedders(ModelSettings(&settings, .local), aws: Self.noAWS).embedder(spec)
        }
        #expect(try make("static-256", 256).dimension == 256)
        #expect(try make("local-hash-v1", 8).dimension == 8)
        for (id, dimension) in [("static-256", 8), ("minilm-l6-v2-int8", 384), ("none", 4)] {
            #expect(throws: FdnixError.self) { try make(id, dimension) }
        }
        var settings = Settings([:])
        let embedders = RemoteEmbedders(ModelSettings(&settings, .local), aws: Self.noAWS)
        let titan = EmbeddingModelSpec(.bedrock, modelID: "amazon.titan-embed-text-v2:0", key: "t", dimension: 256)
        #expect(throws: FdnixError.self) { try embedders.embedder(titan) }
        let cohere = EmbeddingModelSpec(.bedrock, modelID: "eu.cohere.embed-english-v3", key: "c", dimension: 1024)
        #expect(embedders.characterLimit(cohere) == 2048)
        #expect(embedders.characterLimit(titan) == 50_000)
    }
}
