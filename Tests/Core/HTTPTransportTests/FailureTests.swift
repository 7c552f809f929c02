import Basics
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct FailureTests {
    private static let soon = HTTPLimits(idle: .milliseconds(400))

    @Test("Nobody there: refused, and worth another try")
    func refused() async throws {
        let server = try StandInServer { _, _ in false }
        server.stop()
        let failure = await failure { _ = try await client().send(request(server.url)) }
        #expect(failure?.reason == .refused)
        #expect(failure?.isUnreachable == true && failure?.isRetryable == true)
    }

    @Test("A name without an address")
    func unresolvable() async throws {
        let failure = await failure {
            _ = try await client().send(request("http://no-such-host.invalid/"))
        }
        // A machine whose name server does not answer gives up at the limit for connecting.
        #expect(failure.map { [.unresolvable, .connectTimeout].contains($0.reason) } == true)
        #expect(failure?.isUnreachable == true && failure?.isRetryable == true)
    }

    @Test("Silence before the head and within the body; a message names the address without its query")
    func silence() async throws {
        try await withServer { peer, request in
            if request.target == "/body" { peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") }
            peer.waitForClose()
            return false
        } _: { server, client in
            let error = await #expect(throws: FdnixError.self) {
                try await client.send(request("\(server.url)/head?secret=1"), limits: Self.soon)
            }
            #expect(error?.message == "GET \(server.url)/head: the server fell silent")
            #expect((error?.underlying as? HTTPFailure)?.reason == .silent)
            let reply = try await client.send(request("\(server.url)/body"), limits: Self.soon)
            var body = reply.body.makeAsyncIterator()
            #expect(try await body.next() == Array("half".utf8))
            #expect(await failure { _ = try await body.next() }?.reason == .silent)
            // It stays so.
            #expect(await failure { _ = try await body.next() }?.reason == .silent)
        }
    }

    @Test("A server that takes nothing of a large request is silent too")
    func deafServer() async throws {
        let isOver = Counter()
        try await withServer { _, _ in
            while isOver.value == 0 { block(milliseconds: 1) }
            return false
        } _: { server, client in
            let failure = await failure {
                _ = try await client.send(
                    request(server.url, .put), body: .bytes([UInt8](repeating: 1, count: 32 << 20)), limits: Self.soon)
            }
            isOver.add()
            #expect(failure?.reason == .silent)
        }
    }

    @Test("A slow reader is not a silent server")
    func slowReader() async throws {
        let size = 4 << 20
        try await withServer { peer, _ in
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            return peer.write([UInt8](repeating: 7, count: size))
        } _: { server, client in
            let reply = try await client.send(request(server.url), limits: Self.soon)
            try await Task.sleep(for: .milliseconds(1_000))
            let bytes = try await reply.collect(upTo: size)
            #expect(bytes.count == size)
        }
    }

    @Test("The limit for everything ends a server that trickles")
    func trickling() async throws {
        try await withServer { peer, _ in
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while peer.write("x") { block(milliseconds: 5) }
            return false
        } _: { server, client in
            let failure = await failure {
                let limits = HTTPLimits(total: .milliseconds(200))
                _ = try await client.send(request(server.url), limits: limits).collect(upTo: 1 << 20)
            }
            #expect(failure?.reason == .tooSlow && failure?.isRetryable == false)
        }
    }

    @Test(
        "A connection that ends early",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
        ])
    func earlyClose(_ sent: String) async throws {
        try await withServer { peer, _ in
            peer.write(sent)
            return false
        } _: { server, client in
            let failure = await failure {
                _ = try await client.send(request(server.url)).collect(upTo: 100)
            }
            #expect(failure?.reason == .closedEarly && failure?.isRetryable == true)
            #expect(failure?.isUnreachable == false)
        }
    }

    @Test("What arrived before the end can be read")
    func readableRest() async throws {
        try await withServer { peer, _ in
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            return false
        } _: { server, client in
            let reply = try await client.send(request(server.url))
            try await Task.sleep(for: .milliseconds(50))
            var body = reply.body.makeAsyncIterator()
            #expect(try await body.next() == Array("half".utf8))
            #expect(await failure { _ = try await body.next() }?.reason == .closedEarly)
        }
    }

    @Test("Something that is not HTTP", arguments: ["SSH-2.0-OpenSSH_9\r\n", "\0\u{1}\u{2}\u{3}\r\n\r\n"])
    func notHTTP(_ sent: String) async throws {
        try await withServer { peer, _ in
            peer.write(sent)
            return false
        } _: { server, client in
            let failure = await failure { _ = try await client.send(request(server.url)) }
            #expect(failure?.reason == .malformed && failure?.isRetryable == false)
        }
    }

    @Test("Cancelling the task ends the exchange at every stage, and the server sees it")
    func cancellation() async throws {
        let closed = Counter()
        try await withServer { peer, request in
            if request.target == "/body" { peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") }
            peer.waitForClose()
            closed.add()
            return false
        } _: { server, client in
            for (number, path) in ["/head", "/body"].enumerated() {
                let task = Task {
                    _ = try await client.send(request(server.url + path)).collect(upTo: 100)
                }
                try await wait { server.requests.count == number + 1 }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                try await wait { closed.value == number + 1 }
            }
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                _ = try await client.send(request(server.url))
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(server.requests.count == 2)
        }
    }

    @Test("Letting go of a reply ends the exchange")
    func abandoned() async throws {
        let closed = Counter()
        try await withServer { peer, _ in
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            peer.waitForClose()
            closed.add()
            return false
        } _: { server, client in
            var reply: HTTPReply? = try await client.send(request(server.url))
            #expect(reply?.status == 200)
            reply = nil
            try await wait { closed.value == 1 }
        }
    }
}
