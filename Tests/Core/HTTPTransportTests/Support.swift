import Basics
import HTTPTransport
import HTTPTypes
import Platform
import Synchronization
import TestSupport
import Testing

/// A client that the environment of the tests does not change, with connections of its own.
func client(http: String? = nil, https: String? = nil, certificates: String? = nil) -> HTTPClient {
    var configuration = HTTPClient.Configuration(environment: [:])
    configuration.proxies = ProxySettings(http: http, https: https)
    configuration.certificateFile = certificates
    return HTTPClient(configuration)
}

/// Runs `body` with a server and the client to ask it.
func withServer<T>(
    _ handler: @escaping StandInServer.Handler, _ body: (StandInServer, HTTPClient) async throws -> T
) async throws -> T {
    let server = try StandInServer(handler)
    defer { server.stop() }
    return try await body(server, client())
}

/// A request for an address.
func request(_ url: String, _ method: HTTPRequest.Method = .get, _ fields: HTTPFields = [:]) throws -> HTTPRequest {
    try URLParts(url).request(method, headerFields: fields)
}

/// The failure that `body` throws, as a `network` error; nil, and an issue, where it throws another or none.
func failure(_ body: () async throws -> Void) async -> HTTPFailure? {
    let error = await #expect(throws: FdnixError.self) { try await body() }
    #expect(error?.code == .network)
    return error?.underlying as? HTTPFailure
}

/// The body of a reply as text.
func text(_ reply: HTTPReply) async throws -> String {
    String(decoding: try await reply.collect(upTo: 1 << 20), as: UTF8.self)
}

/// A number that threads share.
final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func add(_ amount: Int = 1) { number.withLock { $0 += amount } }
}

/// Waits until `condition` holds; the suite's time limit ends a wait in vain.
func wait(until condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(2)) }
}

/// Blocks a thread of a stand-in server.
func block(milliseconds: UInt32) { usleep(milliseconds * 1000) }

extension HTTPReply {
    /// The first value of a header field.
    func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { head.headerFields[$0] } }
}
