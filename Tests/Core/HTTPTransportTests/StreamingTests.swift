import Basics
import HTTPTransport
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct StreamingTests {
    @Test("A server is held back while nobody reads; 50 MB pass in pieces of bounded size")
    func backPressure() async throws {
        let size = 50 << 20
        let heldBackAt = Counter()
        try await withServer { peer, _ in
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            var sent = 0
            let piece = [UInt8](repeating: 42, count: 1 << 16)
            while sent < size {
                if heldBackAt.value == 0, peer.isHeldBack(300) { heldBackAt.add(sent) }
                let count = heldBackAt.value == 0 ? peer.writeSome(piece) : (peer.write(piece) ? piece.count : -1)
                guard count > 0 else { return false }
                sent += count
            }
            return true
        } _: { server, client in
            let reply = try await client.send(request(server.url))
            try await wait { heldBackAt.value > 0 }
            // What is on the way is in the kernel's buffers, a few megabytes.
            #expect(heldBackAt.value < size / 2)
            var total = 0
            var largest = 0
            for try await piece in reply.body {
                total += piece.count
                largest = max(largest, piece.count)
            }
            #expect(total >= size && largest <= 1 << 18)
        }
    }

    @Test("Bodies from memory are sent with their length, empty ones included")
    func memory() async throws {
        try await withServer { peer, request in
            let body = peer.body(request) ?? []
            return peer.reply(200, [], "\(request.method) \(body.count) \(request.headers["content-length"] ?? "none")")
        } _: { server, client in
            for (method, size, expected) in [
                (HTTPRequest.Method.post, 5, "POST 5 5"), (.put, 3 << 20, "PUT \(3 << 20) \(3 << 20)"),
                (.post, 0, "POST 0 0"), (.put, 0, "PUT 0 0"), (.delete, 0, "DELETE 0 none"), (.get, 0, "GET 0 none"),
                (.patch, 7, "PATCH 7 7"), (.delete, 2, "DELETE 2 2"), (.options, 0, "OPTIONS 0 none"),
            ] {
                let reply = try await client.send(
                    request(server.url, method), body: .bytes([UInt8](repeating: 1, count: size)))
                #expect(try await text(reply) == expected)
            }
            #expect(server.requests.allSatisfy { $0.headers["expect"] == nil })
            #expect(Set(server.requests.map(\.connection)) == [0])
        }
    }

    @Test("A stream is sent as it comes, with a length or in chunks", arguments: [true, false])
    func stream(_ isLengthKnown: Bool) async throws {
        let pieces = (0..<200).map { [UInt8](repeating: UInt8($0), count: ($0 * 7_919) % 40_000) }
        let expected = pieces.flatMap { $0 }
        let received = Mutex<[UInt8]>([])
        try await withServer { peer, request in
            let body = peer.body(request) ?? []
            received.withLock { $0 = body }
            return peer.reply(200, [], request.headers["transfer-encoding"] ?? "length")
        } _: { server, client in
            let next = Counter()
            let body = HTTPBody.stream(length: isLengthKnown ? expected.count : nil) {
                defer { next.add() }
                await Task.yield()
                return next.value < pieces.count ? pieces[next.value] : nil
            }
            let reply = try await client.send(request(server.url, .put), body: body)
            #expect(try await text(reply) == (isLengthKnown ? "length" : "chunked"))
            #expect(received.withLock { $0 } == expected)
        }
    }

    @Test("The source of a body is held back while the server does not read")
    func uploadBackPressure() async throws {
        let count = 800
        let given = Counter()
        let mayRead = Counter()
        try await withServer { peer, request in
            while mayRead.value == 0 { block(milliseconds: 1) }
            return peer.reply(200, [], "\(peer.body(request)?.count ?? -1)")
        } _: { server, client in
            async let reply = client.send(
                request(server.url, .put),
                body: .stream(length: count << 16) {
                    given.add()
                    return given.value <= count ? [UInt8](repeating: 3, count: 1 << 16) : nil
                })
            // Until it stands still.
            var last = -1
            while last != given.value || last == 0 {
                last = given.value
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(given.value < count / 2)
            mayRead.add()
            let answer = try await text(reply)
            #expect(answer == "\(count << 16)")
        }
    }

    @Test("A source that is slow does not make the server a silent one")
    func slowSource() async throws {
        try await withServer { peer, request in
            peer.reply(200, [], "\(peer.body(request)?.count ?? -1)")
        } _: { server, client in
            let given = Counter()
            let body = HTTPBody.stream {
                given.add()
                try await Task.sleep(for: .milliseconds(1_000))
                return given.value <= 2 ? [1, 2, 3] : nil
            }
            let limits = HTTPLimits(idle: .milliseconds(400))
            let reply = try await client.send(request(server.url, .post), body: body, limits: limits)
            #expect(try await text(reply) == "6")
        }
    }

    @Test("A source that fails ends the request with its own error; one that breaks its promise with `body`")
    func failingSource() async throws {
        struct Broken: Error {}
        let brokenOff = Counter()
        try await withServer { peer, request in
            if peer.body(request) == nil { brokenOff.add() }
            return false
        } _: { server, client in
            let calls = Counter()
            await #expect(throws: Broken.self) {
                try await client.send(
                    request(server.url, .put),
                    body: .stream(length: 100) {
                        calls.add()
                        if calls.value > 1 { throw Broken() }
                        return [1]
                    })
            }
            for length in [5, 15] {
                let failure = await failure {
                    let given = Counter()
                    let body = HTTPBody.stream(length: length) {
                        given.add()
                        return given.value == 1 ? [UInt8](repeating: 1, count: 10) : nil
                    }
                    _ = try await client.send(request(server.url, .put), body: body)
                }
                #expect(failure?.reason == .body && failure?.isRetryable == false)
            }
            try await wait { brokenOff.value >= 2 }
        }
    }

    @Test("A server may refuse before it has read everything")
    func earlyRefusal() async throws {
        try await withServer { peer, _ in
            _ = peer.reply(403, ["Connection: close"], "no")
            peer.waitForClose()
            return false
        } _: { server, client in
            let given = Counter()
            let reply = try await client.send(
                request(server.url, .put),
                body: .stream(length: 1 << 30) {
                    given.add()
                    return [UInt8](repeating: 0, count: 1 << 16)
                })
            #expect(reply.status == 403)
            #expect(try await text(reply) == "no")
            #expect(given.value < 1 << 14)
        }
    }

    @Test("A sequence of pieces is a body too")
    func sequence() async throws {
        try await withServer { peer, request in
            peer.reply(200, [], String(decoding: peer.body(request) ?? [], as: UTF8.self))
        } _: { server, client in
            let (pieces, feed) = AsyncStream<[UInt8]>.makeStream()
            for piece in ["ab", "", "cd"] { feed.yield(Array(piece.utf8)) }
            feed.finish()
            let reply = try await client.send(request(server.url, .post), body: .sequence(pieces))
            #expect(try await text(reply) == "abcd")
        }
    }
}
