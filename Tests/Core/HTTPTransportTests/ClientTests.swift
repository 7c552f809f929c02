import Basics
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(15))) struct ClientTests {
    @Test("One connection serves requests one after another")
    func keepAlive() async throws {
        try await withServer { peer, request in
            peer.reply(200, ["X-Echo: \(request.target)"], "body of \(request.target)")
        } _: { server, client in
            for number in 0..<5 {
                let reply = try await client.send(request("\(server.url)/\(number)?q=a%20b"))
                #expect(reply.head.status == .init(code: 200, reasonPhrase: "Words"))
                #expect(reply.field("X-Echo") == "/\(number)?q=a%20b")
                #expect(reply.url == "\(server.url)/\(number)?q=a%20b")
                #expect(try await text(reply) == "body of /\(number)?q=a%20b")
            }
            #expect(Set(server.requests.map(\.connection)) == [0])
            #expect(server.requests[0].headers["user-agent"] == "fdnix/\(fdnixVersion)")
            #expect(server.requests[0].headers["accept-encoding"] == nil)
        }
    }

    @Test("A kept connection that the server has closed is replaced in silence")
    func staleConnection() async throws {
        try await withServer { peer, _ in
            _ = peer.reply(200, [], "x")
            return false
        } _: { server, client in
            for _ in 0..<5 {
                let reply = try await client.send(request(server.url))
                #expect(try await text(reply) == "x")
            }
        }
    }

    @Test("A hundred requests at once each get their own reply")
    func concurrent() async throws {
        try await withServer { peer, request in
            peer.reply(200, [], String(repeating: request.target, count: 2_000))
        } _: { server, client in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let reply = try await client.send(request("\(server.url)/n\(number)"))
                        return try await text(reply) == String(repeating: "/n\(number)", count: 2_000)
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(Set(server.requests.map(\.target)).count == 100)
        }
    }

    @Test("Chunks, trailers and interim replies are understood; fields keep their order and their bytes")
    func framing() async throws {
        try await withServer { peer, _ in
            peer.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
            peer.write(
                "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\nSet-Cookie: a=1\r\nSet-Cookie:b=2 \r\nEmpty:\r\n\r\n")
            return peer.write("3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nTrailer: x\r\n\r\n")
        } _: { server, client in
            for _ in 0..<2 {
                let reply = try await client.send(request(server.url))
                #expect(reply.status == 200)
                #expect(reply.head.headerFields[values: .setCookie] == ["a=1", "b=2"])
                #expect(reply.field("Empty") == "")
                #expect(reply.field("Trailer") == nil)
                #expect(reply.field("Link") == nil)
                #expect(try await text(reply) == "abcdefg")
            }
            #expect(server.requests.map(\.connection) == [0, 0])
        }
    }

    @Test("HEAD has no body whatever its length says, and the connection goes on")
    func head() async throws {
        try await withServer { peer, request in
            request.method == "HEAD" ? peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n") : peer.reply()
        } _: { server, client in
            let reply = try await client.send(request(server.url, .head))
            #expect(reply.head.headerFields[.contentLength] == "1000")
            #expect(try await reply.collect(upTo: 10).isEmpty)
            let second = try await client.send(request(server.url))
            #expect(second.status == 200)
            #expect(server.requests.map(\.connection) == [0, 0])
        }
    }

    @Test("Nothing is decompressed, and a path is sent as it is written")
    func untouched() async throws {
        try await withServer { peer, _ in
            peer.reply(200, ["Content-Encoding: gzip"], "not gzip at all")
        } _: { server, client in
            let reply = try await client.send(request("\(server.url)/a/../b//./c"))
            #expect(try await text(reply) == "not gzip at all")
            #expect(server.requests[0].target == "/a/../b//./c")
        }
    }

    @Test("Every status is a reply", arguments: [204, 304, 400, 404, 407, 500, 503])
    func statuses(_ status: Int) async throws {
        try await withServer { peer, _ in
            peer.write("HTTP/1.1 \(status) Words\r\n" + (status < 400 ? "\r\n" : "Content-Length: 2\r\n\r\nhi"))
        } _: { server, client in
            let reply = try await client.send(request(server.url))
            #expect(reply.status == status)
            #expect(try await text(reply) == (status < 400 ? "" : "hi"))
        }
    }

    @Test("The caller says how much it takes")
    func collecting() async throws {
        try await withServer { peer, request in
            if request.target == "/length" { return peer.reply(200, [], "0123456789") }
            peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            return peer.write("a\r\n0123456789\r\n0\r\n\r\n")
        } _: { server, client in
            for path in ["/length", "/chunks"] {
                let bytes = try await client.send(request(server.url + path)).collect(upTo: 10)
                #expect(bytes.count == 10)
                let failure = await failure {
                    _ = try await client.send(request(server.url + path)).collect(upTo: 9)
                }
                #expect(failure?.reason == .tooLarge && failure?.isRetryable == false)
            }
        }
    }

    @Test("Addresses that cannot be used are refused before anything is sent")
    func unusable() async throws {
        for (scheme, authority, path) in [
            ("ftp", "example.org", "/"), ("http", "user:pass@example.org", "/"), ("http", "", "/"),
            ("http", "a b", "/"), ("http", "example.org:99999", "/"),
        ] {
            let request = HTTPRequest(method: .get, scheme: scheme, authority: authority, path: path)
            let error = await #expect(throws: FdnixError.self) { try await client().send(request) }
            #expect(error?.code == .usage)
        }
    }

    @Test("A client's thread ends when nobody needs it, and not before")
    func lifetime() async throws {
        try await withServer { peer, _ in
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab") && peer.write("cd")
        } _: { server, _ in
            weak var driver: CurlDriver?
            var reply: HTTPReply?
            do {
                let client = client()
                reply = try await client.send(request(server.url))
                driver = reply?.body.transfer.driver
            }
            #expect(driver != nil)
            if let whole = reply { #expect(try await text(whole) == "abcd") }
            reply = nil
            try await wait { driver == nil }
        }
    }

    @Test("What arrived before a transfer broke can be read, even where nobody had asked for it yet")
    func brokenBeforeItWasRead() async throws {
        let driver = try CurlDriver.start()
        defer { driver.stop() }
        let transfer = Transfer(label: "GET x", hasBody: true, driver: driver)
        transfer.receive(HTTPResponse(status: .ok))
        #expect([1, 2, 3].withUnsafeBytes { transfer.receive($0) })
        transfer.finish(.failed(HTTPFailure(.closedEarly)))
        let head = try await transfer.head()
        #expect(head.status == .ok)
        let piece = try await transfer.nextPiece()
        #expect(piece?.count == 3 * MemoryLayout<Int>.size)
        #expect(await failure { _ = try await transfer.nextPiece() }?.reason == .closedEarly)
    }

    @Test("A missing library is one line that says what to install; the library here has every function")
    func library() throws {
        let error = #expect(throws: FdnixError.self) { try CurlLibrary(names: ["libno-such-library.so.4"]) }
        #expect(error?.code == .notFound && error?.message.contains("libcurl4") == true)
        #expect(error?.message.contains { $0.isNewline } == false)
        let library = try CurlLibrary.load()
        #expect(library.words(7).lowercased().contains("connect"))
    }
}
