import AWS
import Basics
import Documents
import HTTPTransport
import JSON
import RemoteEmbedding
import Settings
import Synchronization
import TestSupport

@testable import DocumentModels

/// A stand-in for all services of models: it answers each text with the same vector, after the statuses that a test says.
final class ModelService: Sendable {
    private struct Seen {
        var bodies: [JSONValue] = []
        var heads: [StandInServer.Request] = []
    }

    /// What requests are noted in; the server has it too.
    private final class State: Sendable {
        let seen = Mutex(Seen())
    }

    private let server: StandInServer
    private let seen: State
    private let chosen = Mutex<EmbeddingModelSpec?>(nil)

    var bodies: [JSONValue] { seen.seen.withLock { $0.bodies } }
    var targets: [String] { seen.seen.withLock { $0.heads.map(\.target) } }
    var authorizations: [String] { seen.seen.withLock { $0.heads.compactMap { $0.headers["authorization"] } } }
    /// The model that `embedders` was last asked for.
    var spec: EmbeddingModelSpec {
        get throws {
            guard let spec = chosen.withLock({ $0 }) else { throw FdnixError(.usage, "no model was configured") }
            return spec
        }
    }

    init(statuses: [Int]) throws {
        let state = State()
        seen = state
        server = try StandInServer { peer, head in
            guard let body = peer.body(head), let json = try? JSONValue.parse(body) else { return false }
            let number = state.seen.withLock { seen in
                seen.bodies.append(json)
                seen.heads.append(head)
                return seen.bodies.count - 1
            }
            let status = number < statuses.count ? statuses[number] : statuses.last ?? 200
            guard status == 200 else {
                return peer.reply(status, ["x-amzn-errortype: \(Self.names[status] ?? "ServiceException")"], "{}")
            }
            let count = (json["input"] ?? json["texts"])?.array?.count ?? 1
            let vectors = JSONValue.array(Array(repeating: [0.6, 0.8], count: count))
            let answer: JSONValue =
                json["inputText"] != nil
                ? ["embedding": [0.6, 0.8]] : json["texts"] != nil ? ["embeddings": vectors] : vectors
            return peer.reply(200, ["Content-Type: application/json"], answer.description)
        }
    }

    private static let names = [
        400: "ValidationException", 429: "ThrottlingException", 503: "ServiceUnavailableException",
    ]

    /// What makes embedders for the model of this JSON.
    func embedders(_ json: String, concurrency: Int) throws -> RemoteEmbedders {
        var settings = Settings([
            "EMBEDDINGS_SAGEMAKER_MODELS": "[\(json)]", "EMBED_CONCURRENCY": "\(concurrency)",
            "OPENAI_BASE_URL": "\(server.url)/v1", "OPENAI_API_KEY": "sk-test",
        ])
        let models = ModelSettings(&settings, .local)
        try settings.check()
        chosen.withLock { $0 = models.models.first }
        var endpoints = EndpointRules()
        endpoints.overrides[""] = try URLParts(server.url)
        let configuration = AWSConfiguration(
            region: "us-west-2", credentials: FixedCredentials(AccessKey(id: "test", secret: "test")),
            endpoints: endpoints)
        let clock = RemoteClock(
            now: RemoteClock.system.now, time: RemoteClock.system.time, sleep: { _ in }, random: { 0 })
        return RemoteEmbedders(models, aws: { configuration }, clock: clock)
    }

    func stop() { server.stop() }
}

/// Runs `body` with a service, which refuses connections afterwards.
func withService<T>(statuses: [Int] = [200], _ body: (ModelService) async throws -> T) async throws -> T {
    let service = try ModelService(statuses: statuses)
    defer { service.stop() }
    return try await body(service)
}
