import Basics
import HTTPTransport
import HTTPTypes
import ServiceAPI
import Testing

@testable import HTTPServing

@Suite("A server on a socket", .timeLimit(.minutes(15)))
struct HTTPServerTests {
    /// Runs a server of `service` for `body`, which gets its address.
    private func withServer(
        _ service: EchoService, _ body: @escaping @Sendable (_ address: String) async throws -> Void
    ) async throws {
        var settings = ServerSettings()
        settings.port = 0
        settings.accessLog = false
        let (ports, started) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { [settings] group in
            group.addTask {
                defer { started.finish() }
                do { try await HTTPServer(service, settings: settings).run { started.yield($0) } } catch {
                    guard error is CancellationError || Task.isCancelled else { throw error }
                }
            }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { return try await group.waitForAll() }
            try await body(settings.address(port: port))
            group.cancelAll()
        }
    }

    private func post(_ address: String, _ body: HTTPBody) async throws -> (status: Int, body: [UInt8]) {
        let client = HTTPClient(HTTPClient.Configuration(environment: [:]))
        let reply = try await client.send(try URLParts(address).request(.post), body: body)
        let bytes = try await reply.collect(upTo: 1 << 20)
        return (reply.status, bytes)
    }

    @Test func bodiesArriveWholeAndNoLongerThanAllowed() async throws {
        try await withServer(EchoService(maximumBody: 1000)) { address in
            let small = Array(repeating: UInt8(ascii: "x"), count: 1000)
            let echo = try await post("\(address)/echo", .bytes(small))
            #expect(echo.status == 200 && echo.body == small)
            let pieces = AsyncStream<[UInt8]> { stream in
                for byte in UInt8(0)..<10 { stream.yield([byte, byte]) }
                stream.finish()
            }
            let chunked = try await post("\(address)/echo", .sequence(pieces))
            #expect(chunked.status == 200 && chunked.body.count == 20)
            #expect(try await post("\(address)/echo", .bytes(small + small)).status == 413)
        }
    }

    @Test func pagesAreServedWhereNoRouteTakesABody() async throws {
        try await withServer(EchoService()) { address in
            let client = HTTPClient(HTTPClient.Configuration(environment: [:]))
            let reply = try await client.send(try URLParts("\(address)/page").request())
            #expect(reply.status == 200)
            #expect(try await reply.collect(upTo: 1 << 20) == EchoService.page)
            #expect(try await post("\(address)/echo", .bytes(Array(repeating: 0, count: 10))).body.isEmpty)
        }
    }
}
