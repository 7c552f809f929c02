import Basics
import JSON
import TestSupport

/// A model's server that answers each POST as a test tells it, and keeps what it was asked.
final class ModelServer: Sendable {
    struct Request: Sendable {
        var target: String
        /// Names in lower case.
        var fields: [String: String]
        var json: JSONValue
    }

    /// What is sent back: a status with fields and a body, or nothing, after which the connection is closed.
    enum Answer: Sendable {
        case reply(Int, [String], String)
        case broken
        static func ok(_ body: String) -> Answer { .reply(200, [], body) }
    }

    private let server: StandInServer
    private let seen: Shared<[Request]>

    var requests: [Request] { seen.value }
    var url: String { server.url }

    init(_ answer: @escaping @Sendable (Int, Request) -> Answer) throws {
        let seen = Shared<[Request]>([])
        self.seen = seen
        server = try StandInServer { peer, head in
            guard let body = peer.body(head) else { return false }
            let json = (try? JSONValue.parse(body)) ?? .null
            let request = Request(target: head.target, fields: head.headers, json: json)
            let number = seen.change { seen in
                seen.append(request)
                return seen.count - 1
            }
            guard case .reply(let status, let fields, let body) = answer(number, request) else { return false }
            return peer.reply(status, fields, body)
        }
    }

    func stop() { server.stop() }
}

/// Runs `body` with a server, which refuses connections afterwards.
func withModelServer<T>(
    _ answer: @escaping @Sendable (Int, ModelServer.Request) -> ModelServer.Answer,
    _ body: (ModelServer) async throws -> T
) async throws -> T {
    let server = try ModelServer(answer)
    defer { server.stop() }
    return try await body(server)
}
