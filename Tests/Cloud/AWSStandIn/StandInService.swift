public import AWS
import Basics
import HTTPTransport
public import JSON
import Synchronization
import TestSupport

/// A service that answers in JSON as a test tells it, and keeps what it was asked.
public final class StandInService: Sendable {
    /// An operation with its input, as the service got them.
    public struct Call: Sendable {
        /// The operation's name.
        public let operation: String
        /// What it was given.
        public let input: JSONValue
    }

    /// What the service answers: a status, a document, further fields of the head.
    public struct Answer: Sendable {
        var status: Int
        var body: JSONValue
        var fields: [String]

        /// An answer of these parts.
        public init(status: Int = 200, body: JSONValue = [:], fields: [String] = []) {
            (self.status, self.body, self.fields) = (status, body, fields)
        }

        /// A success with this document.
        public static func document(_ body: JSONValue) -> Answer { Answer(body: body) }

        /// A failure of this code, with further members.
        public static func error(_ code: String, _ members: JSONObject = [:]) -> Answer {
            var body: JSONObject = ["__type": .string("com.amazonaws.sample#\(code)"), "message": "of the test"]
            body.members += members.members
            return Answer(status: 400, body: .object(body))
        }
    }

    private let seen = Mutex<[Call]>([])
    /// What it was asked so far, in order.
    public var calls: [Call] { seen.withLock { $0 } }
    /// What the calls of an operation were given.
    public func inputs(_ operation: String) -> [JSONValue] {
        calls.filter { $0.operation == operation }.map(\.input)
    }

    /// Runs `body` with a configuration that leads to a service which answers by `answer`; nil closes the connection.
    /// `answer` is told a call and the how many-eth of its operation it is.
    public static func run<T>(
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
        return try await body(.ofTests(endpoints), service)
    }
}

extension AWSConfiguration {
    /// A configuration with the key that stand-ins know, whose three tries follow each other at once.
    public static func ofTests(_ endpoints: EndpointRules) -> AWSConfiguration {
        AWSConfiguration(
            region: "us-east-1", credentials: FixedCredentials(AccessKey(id: "test", secret: "test")),
            endpoints: endpoints,
            retries: RetryPolicy(attempts: 3, base: .milliseconds(1), cap: .milliseconds(2), repeatsAnyMethod: true),
            http: HTTPClient(HTTPClient.Configuration(environment: [:])))
    }
}
