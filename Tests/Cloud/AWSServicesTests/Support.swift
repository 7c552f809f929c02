import AWS
import Basics
import HTTPTransport
import JSON
import Synchronization
import TestSupport
import Testing

/// A service that answers in JSON as a test tells it, and keeps what it was asked.
final class StandInService: Sendable {
    /// An operation with its input, as the service got them.
    struct Call: Sendable {
        let operation: String
        let input: JSONValue
    }

    /// What the service answers: a status, a document, further fields of the head.
    struct Answer: Sendable {
        var status = 200
        var body: JSONValue = [:]
        var fields: [String] = []

        static func error(_ code: String, _ members: JSONObject = [:]) -> Answer {
            var body: JSONObject = ["__type": .string("com.amazonaws.sample#\(code)"), "message": "of the test"]
            body.members += members.members
            return Answer(status: 400, body: .object(body))
        }
    }

    private let seen = Mutex<[Call]>([])
    var calls: [Call] { seen.withLock { $0 } }

    /// Runs `body` with a configuration that leads to a service which answers by `answer`; nil closes the connection.
    static func run<T>(
        _ answer: @escaping @Sendable (Call, Int) -> Answer?,
        _ body: (AWSConfiguration, StandInService) async throws -> T
    ) async throws -> T {
        let service = StandInService()
        let server = try StandInServer { peer, request in
            guard let bytes = peer.body(request), let input = try? JSONValue.parse(bytes) else { return false }
            let operation = request.headers["x-amz-target"]?.split(separator: ".").last.map(String.init) ?? ""
            let call = Call(operation: operation, input: input)
            let count = service.seen.withLock { seen in
                seen.append(call)
                return seen.count { $0.operation == operation }
            }
            guard let answer = answer(call, count) else { return false }
            return peer.reply(answer.status, answer.fields, answer.body.description)
        }
        defer { server.stop() }
        var endpoints = EndpointRules()
        endpoints.overrides = ["": try URLParts(server.url)]
        let configuration = AWSConfiguration(
            region: "us-east-1", credentials: FixedCredentials(AccessKey(id: "test", secret: "test")),
            endpoints: endpoints,
            retries: RetryPolicy(
                attempts: 3, base: .milliseconds(1), cap: .milliseconds(2), repeatsAnyMethod: true),
            http: HTTPClient(HTTPClient.Configuration(environment: [:])))
        return try await body(configuration, service)
    }
}
