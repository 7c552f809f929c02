import Basics
import Embedding
import HTTPTransport
import JSON
import Testing

@testable import RemoteEmbedding

@Suite("The OpenAI protocol", .timeLimit(.minutes(15)))
struct OpenAITests {
    private let client = HTTPClient(HTTPClient.Configuration(environment: [:]))

    private func endpoint(
        _ server: ModelServer, path: String = "/v1", key: String? = nil, requestsDimension: Bool = false,
        encoding: OpenAIEndpoint.Encoding = .float, limits: EndpointLimits = EndpointLimits(texts: 512, bytes: 200_000)
    ) throws -> OpenAIEndpoint {
        try OpenAIEndpoint(
            model: "m", dimension: 2, base: URLParts(server.url + path), key: key,
            requestsDimension: requestsDimension, encoding: encoding, limits: limits, client: client)
    }

    private func embedder(_ endpoint: OpenAIEndpoint, attempts: Int = 8) -> RemoteEmbedder {
        RemoteEmbedder(endpoint, policy: .patient(concurrency: 4, attempts: attempts), clock: TestClock().clock)
    }

    /// Answers each text with its length, last text first.
    @Sendable private static func lengths(_ request: ModelServer.Request) -> ModelServer.Answer {
        let texts = (request.json["input"]?.array ?? []).map { $0.string ?? "" }
        let rows = texts.enumerated().reversed().map {
            #"{"object":"embedding","index":\#($0.offset),"embedding":[\#($0.element.utf8.count),1]}"#
        }
        return .ok(#"{"object":"list","data":[\#(rows.joined(separator: ","))],"model":"m"}"#)
    }

    @Test("The request is what the API asks for")
    func request() async throws {
        try await withModelServer({ Self.lengths($1) }) { server in
            let first = embedder(try endpoint(server, key: "sk-secret"))
            _ = try await first.embed(["a \"b\"", "ü"], purpose: .query)
            let second = embedder(try endpoint(server, path: "/v1/", requestsDimension: true, encoding: .base64))
            _ = try await second.embed(["x"], purpose: .document)
            let requests = server.requests
            #expect(requests.map(\.target) == ["/v1/embeddings", "/v1/embeddings"])
            #expect(requests[0].fields["authorization"] == "Bearer sk-secret")
            #expect(requests[0].fields["content-type"] == "application/json")
            #expect(requests[0].json == ["model": "m", "input": ["a \"b\"", "ü"], "encoding_format": "float"])
            #expect(requests[1].fields["authorization"] == nil)
            #expect(
                requests[1].json == ["model": "m", "input": ["x"], "dimensions": 2, "encoding_format": "base64"])
        }
    }

    @Test("Vectors belong to texts by their index")
    func order() async throws {
        try await withModelServer({ Self.lengths($1) }) { server in
            let texts = (1...100).map { String(repeating: "x", count: $0) }
            let batch = try await embedder(try endpoint(server, limits: EndpointLimits(texts: 7)))
                .embed(texts, purpose: .document)
            for (index, row) in batch.rows.enumerated() {
                guard case .vector(let vector) = row, let first = vector.first, let last = vector.last else {
                    Issue.record("text \(index) has no vector")
                    continue
                }
                #expect(abs(first / last - Float(index + 1)) < 0.01)
            }
            #expect(server.requests.count == 15)
        }
    }

    @Test("512 texts and 200,000 bytes go into one call")
    func limits() async throws {
        try await withModelServer({ Self.lengths($1) }) { server in
            let embedder = embedder(try endpoint(server))
            _ = try await embedder.embed((0..<1025).map { "\($0)" }, purpose: .document)
            #expect(server.requests.compactMap { $0.json["input"]?.array?.count }.sorted() == [1, 512, 512])
            _ = try await embedder.embed(
                Array(repeating: String(repeating: "é", count: 40_000), count: 5), purpose: .document)
            #expect(server.requests.dropFirst(3).compactMap { $0.json["input"]?.array?.count }.sorted() == [1, 2, 2])
        }
    }

    @Test("Too many requests, server errors and broken connections are tried again")
    func retries() async throws {
        let answers: [ModelServer.Answer] = [
            .reply(429, ["Retry-After: 3"], #"{"error":{"message":"slow down","code":"rate_limit_exceeded"}}"#),
            .reply(500, [], "oops"), .broken, .reply(503, [], ""), .reply(529, [], "overloaded"),
        ]
        try await withModelServer({ $0 < answers.count ? answers[$0] : Self.lengths($1) }) { server in
            let batch = try await embedder(try endpoint(server)).embed(["a"], purpose: .document)
            #expect(batch.kinds == "v")
            #expect(server.requests.count == answers.count + 1)
        }
    }

    @Test("A wrong key, an unknown model and a spent quota end everything, and say so without the key")
    func fatal() async throws {
        let cases: [(Int, String, FdnixError.Code)] = [
            (401, #"{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}"#, .denied),
            (404, #"{"error":"model \"m\" not found, try pulling it first"}"#, .notFound),
            (429, #"{"error":{"message":"You exceeded your quota","code":"insufficient_quota"}}"#, .service),
            (301, "", .service),
        ]
        for (status, body, code) in cases {
            try await withModelServer({ _, _ in .reply(status, [], body) }) { server in
                let embedder = embedder(try endpoint(server, key: "sk-secret"))
                let error = await #expect(throws: FdnixError.self) {
                    _ = try await embedder.embed((0..<2000).map { "\($0)" }, purpose: .document)
                }
                #expect(error?.code == code)
                #expect(error?.description.contains("sk-secret") == false)
                #expect(error?.isRetryable == (status == 429))
                #expect(server.requests.count <= 4)
            }
        }
    }

    @Test("A text that is too long is told by 400 or 413, and does not take the others with it", arguments: [400, 413])
    func refusal(_ status: Int) async throws {
        try await withModelServer({ _, request in
            let texts = (request.json["input"]?.array ?? []).map { $0.string ?? "" }
            return texts.contains { $0.utf8.count > 20 }
                ? .reply(status, [], #"{"error":{"message":"input is too long"}}"#) : Self.lengths(request)
        }) { server in
            let texts = ["a", String(repeating: "b", count: 30), "c", String(repeating: "d", count: 99), "e"]
            let batch = try await embedder(try endpoint(server)).embed(texts, purpose: .document)
            #expect(batch.kinds == "vvvfv")
            #expect(batch.failures[0].error.message.contains("input is too long"))
        }
    }

    @Test("Answers that are not vectors fail, at once")
    func malformed() async throws {
        for body in ["", "<html>", #"{"data":[]}"#, #"{"data":[{"index":0,"embedding":[[1,2]]}]}"#] {
            try await withModelServer({ _, _ in .ok(body) }) { server in
                let batch = try await embedder(try endpoint(server)).embed(["a"], purpose: .document)
                #expect(batch.kinds == "f")
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("Where nothing listens the error says so, after all tries")
    func unreachable() async throws {
        let endpoint = try OpenAIEndpoint(
            model: "m", dimension: 2, base: URLParts("http://127.0.0.1:1/v1"), client: client)
        let batch = try await embedder(endpoint, attempts: 3).embed(["a"], purpose: .document)
        #expect(batch.failures.first?.error.code == .network)
        #expect(batch.failures.first?.error.isRetryable == true)
    }
}
