import HTTPTransport
import HTTPTypes
import Logging
import Synchronization
import TestSupport

@testable import AWS
@testable import Basics

extension AccessKey {
    static let sample = AccessKey(id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

extension HTTPClient {
    /// A client that the environment of the tests does not change.
    static func plain() -> HTTPClient { HTTPClient(HTTPClient.Configuration(environment: [:])) }
}

extension AWSService {
    static let sample = AWSService(
        "Sample", environmentName: "SAMPLE", label: "sample", format: .json(version: "1.0", target: "Sample_2026"))
    static let bucket = AWSService(
        "S3", environmentName: "S3", label: "s3", dualStack: .labelled, format: .xml, pathRule: .asSent,
        statesPayload: true)
}

extension AWSConfiguration {
    /// A configuration whose services are at `url`, with pauses that tests do not wait for.
    static func at(
        _ url: String, credentials: any CredentialsProvider = FixedCredentials(.sample), attempts: Int = 3,
        now: @escaping @Sendable () -> Int = { Timestamp.milliseconds }
    ) throws -> AWSConfiguration {
        var endpoints = EndpointRules()
        endpoints.overrides = ["": try URLParts(url)]
        return AWSConfiguration(
            region: "us-east-1", credentials: credentials, endpoints: endpoints,
            retries: RetryPolicy(
                attempts: attempts, base: .milliseconds(1), cap: .milliseconds(2), retryAfterCap: .milliseconds(5)),
            http: .plain(), now: now)
    }
}

/// Runs `body` with a server that answers by `handler`.
func withServer<T>(
    _ handler: @escaping StandInServer.Handler, _ body: (StandInServer) async throws -> T
) async throws -> T {
    let server = try StandInServer(handler)
    defer { server.stop() }
    return try await body(server)
}

/// What calls on several threads added, in their order.
final class Log<Entry: Sendable>: Sendable {
    private let entries = Mutex<[Entry]>([])
    var all: [Entry] { entries.withLock { $0 } }
    func add(_ entry: Entry) { entries.withLock { $0.append(entry) } }
}
