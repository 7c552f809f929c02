import Basics
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(15))) struct RedirectTests {
    @Test("Redirects are followed to the last address, relative ones too, over one connection")
    func following() async throws {
        try await withServer { peer, request in
            switch request.target {
            case "/a/b?q": peer.reply(302, ["Location: ../c?x=1#top"], "moved")
            case "/c?x=1": peer.reply(301, ["Location: ?x=2"])
            case "/c?x=2": peer.reply(308, ["Location: http://\(request.headers["host"] ?? "")/d"])
            case "/d": peer.reply(307, ["Location: //\(request.headers["host"] ?? "")/end"])
            default: peer.reply(200, [], request.target)
            }
        } _: { server, client in
            let reply = try await client.send(request("\(server.url)/a/b?q"))
            #expect(reply.url == "\(server.url)/end")
            #expect(try await text(reply) == "/end")
            #expect(Set(server.requests.map(\.connection)) == [0])
            let limits = HTTPLimits(redirects: 0)
            let first = try await client.send(request("\(server.url)/a/b?q"), limits: limits)
            #expect(first.status == 302 && first.field("Location") == "../c?x=1#top")
            #expect(try await text(first) == "moved")
        }
    }

    @Test("A circle, a long chain and an address that may not be followed are failures; no Location is a reply")
    func deadEnds() async throws {
        try await withServer { peer, request in
            switch request.target {
            case "/circle": return peer.reply(302, ["Location: /again"])
            case "/again": return peer.reply(302, ["Location: /circle"])
            case "/file": return peer.reply(302, ["Location: file:///etc/passwd"])
            case "/user": return peer.reply(302, ["Location: http://a:b@127.0.0.1/"])
            case "/none": return peer.reply(302)
            default: return peer.reply(302, ["Location: \(request.target)1"])
            }
        } _: { server, client in
            for (path, requests) in [("/circle", 2), ("/chain", 11), ("/file", 1), ("/user", 1)] {
                let before = server.requests.count
                let failure = await failure { _ = try await client.send(request(server.url + path)) }
                #expect(failure?.reason == .redirect && failure?.isRetryable == false)
                #expect(server.requests.count - before == requests)
            }
            let reply = try await client.send(request("\(server.url)/none"))
            #expect(reply.status == 302)
        }
    }

    @Test("Credentials stay with the origin that they were meant for")
    func credentials() async throws {
        try await withServer { peer, _ in
            peer.reply()
        } _: { other, client in
            try await withServer { peer, request in
                let target = request.target == "/same" ? "/end" : "\(other.url)/end"
                return request.target == "/end" ? peer.reply() : peer.reply(302, ["Location: \(target)"])
            } _: { server, _ in
                let fields: HTTPFields = [.authorization: "Bearer x", .cookie: "a=b", .accept: "text/x"]
                for path in ["/same", "/other"] {
                    _ = try await client.send(request(server.url + path, .get, fields))
                }
                #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer x", "Bearer x", "Bearer x"])
                #expect(other.requests.count == 1)
                #expect(other.requests[0].headers["authorization"] == nil && other.requests[0].headers["cookie"] == nil)
                #expect(other.requests[0].headers["accept"] == "text/x")
            }
        }
    }

    @Test(
        "Method and body follow RFC 9110 §15.4",
        arguments: [
            (301, "POST", "GET 0"), (302, "POST", "GET 0"), (303, "POST", "GET 0"), (307, "POST", "POST 3"),
            (308, "POST", "POST 3"), (301, "PUT", "PUT 3"), (303, "PUT", "GET 0"), (307, "PUT", "PUT 3"),
        ])
    func methods(_ status: Int, _ method: String, _ expected: String) async throws {
        try await withServer { peer, request in
            let count = peer.body(request)?.count ?? -1
            if request.target != "/end" { return peer.reply(status, ["Location: /end"]) }
            let type = request.headers["content-type"].map { " \($0)" } ?? ""
            return peer.reply(200, [], "\(request.method) \(count)\(type)")
        } _: { server, client in
            let method = try #require(HTTPRequest.Method(method))
            let reply = try await client.send(
                request(server.url, method, [.contentType: "a/b"]), body: .bytes([1, 2, 3]))
            #expect(try await text(reply) == expected + (expected.hasSuffix("3") ? " a/b" : ""))
        }
    }

    @Test("A body that can be sent once is not sent twice")
    func oneShotBody() async throws {
        try await withServer { peer, request in
            _ = peer.body(request)
            return peer.reply(request.target == "/end" ? 200 : 307, ["Location: /end"])
        } _: { server, client in
            let failure = await failure {
                let calls = Counter()
                let body = HTTPBody.stream {
                    calls.add()
                    return calls.value == 1 ? [1] : nil
                }
                _ = try await client.send(request(server.url, .put), body: body)
            }
            #expect(failure?.reason == .body)
            #expect(server.requests.count == 1)
        }
    }

    @Test("From https to http no redirect is followed; the other way it is")
    func downgrade() throws {
        let reply = HTTPResponse(status: .found, headerFields: [.location: "http://a.example/x"])
        let hop = Hop(
            address: try URLParts("https://a.example/"), method: .get, fields: [.authorization: "x"], body: .empty)
        let failure = #expect(throws: HTTPFailure.self) { try hop.next(after: reply) }
        #expect(failure?.reason == .redirect)
        var plain = hop
        plain.address = try URLParts("http://a.example/")
        let upgrade = HTTPResponse(status: .found, headerFields: [.location: "https://a.example/x"])
        let next = try plain.next(after: upgrade)
        #expect(next?.address.description == "https://a.example/x")
        #expect(next?.fields[.authorization] == nil)
    }
}
