import Basics
import HTTPTypes
import ServiceAPI
import Testing

@testable import HTTPServing

@Suite struct RequestHandlerTests {
    private func handler(
        _ service: EchoService = EchoService(), _ edit: (inout ServerSettings) -> Void = { _ in }
    ) -> RequestHandler {
        var settings = ServerSettings()
        settings.accessLog = false
        edit(&settings)
        return RequestHandler(service: service, settings: settings)
    }

    private func request(
        _ target: String, method: HTTPRequest.Method = .get, _ fields: HTTPFields = [:]
    ) -> HTTPRequest {
        HTTPRequest(method: method, scheme: nil, authority: nil, path: target, headerFields: fields)
    }

    private func status(_ handler: RequestHandler, _ request: HTTPRequest, from peer: String) async -> Int {
        await handler.respond(to: request, peer: IPAddress(peer)).status
    }

    @Test func headTellsTheLengthThatGetHas() async {
        let handler = handler()
        for fields in [[:], [.acceptEncoding: "gzip"]] as [HTTPFields] {
            let got = await handler.respond(to: request("/page", fields), peer: nil)
            let head = await handler.respond(to: request("/page", method: .head, fields), peer: nil)
            #expect(head.body.isEmpty && !got.body.isEmpty)
            #expect(head[.contentLength] == String(got.body.count))
            #expect(head[.contentEncoding] == got[.contentEncoding])
            #expect(head[.vary] == "Accept-Encoding" && got[.vary] == "Accept-Encoding")
            #expect(got[.contentEncoding] == (fields.isEmpty ? nil : "gzip"))
        }
    }

    @Test func whatIsKnownHasTheHeadersOfWhatItStandsFor() async throws {
        let handler = handler()
        let got = await handler.respond(to: request("/page", [.acceptEncoding: "gzip"]), peer: nil)
        let known: HTTPFields = [.acceptEncoding: "gzip", .ifNoneMatch: try #require(got[.eTag])]
        let again = await handler.respond(to: request("/page", known), peer: nil)
        #expect(again.status == 304 && again.body.isEmpty)
        for name in [HTTPField.Name.eTag, .vary, .cacheControl] { #expect(again[name] == got[name]) }
    }

    @Test func requestsHaveNames() async {
        let handler = handler()
        let given = await handler.respond(to: request("/", [.requestID: "abc-1"]), peer: nil)
        #expect(given[.requestID] == "abc-1")
        let made = await handler.respond(to: request("/", [.requestID: "a b<c>"]), peer: nil)
        #expect(made[.requestID]?.count == 16)
    }

    @Test func limitsOfSize() async {
        let handler = handler()
        let long = request("/?q=\(String(repeating: "a", count: 8200))")
        #expect(await status(handler, long, from: "192.0.2.1") == 414)
        let large = await handler.respond(to: request("/", [.contentLength: "1000000"]), peer: nil)
        #expect(large.status == 413 && large[.connection] == "close")
        #expect(await status(handler, request("/", [.transferEncoding: "chunked"]), from: "192.0.2.1") == 413)
        #expect(await status(handler, request("/page", [.contentLength: "10"]), from: "192.0.2.1") == 200)
    }

    @Test func behindAProxyEachClientHasItsOwnRate() async throws {
        let proxies = try TrustedProxies(parsing: "10.0.0.1")
        let handler = handler(EchoService()) {
            $0.rateLimit = 1
            $0.trustedProxies = proxies
        }
        func ask(_ client: String, from peer: String = "10.0.0.1") async -> Int {
            await status(
                handler, request("/page", [ForwardingHeaders.forwardedFor: client]), from: peer)
        }
        #expect(await ask("203.0.113.1") == 200)
        #expect(await ask("203.0.113.1") == 429)
        #expect(await ask("203.0.113.2") == 200)
        // Only the proxy is believed, and only what it added itself.
        #expect(await ask("203.0.113.3, 203.0.113.2") == 429)
        #expect(await ask("203.0.113.4", from: "198.51.100.1") == 200)
        #expect(await ask("203.0.113.5", from: "198.51.100.1") == 429)
        let refused = await handler.respond(
            to: request("/", [ForwardingHeaders.forwardedFor: "203.0.113.1"]), peer: IPAddress("10.0.0.1"))
        #expect(refused[.retryAfter] == "1")
    }

    @Test func bodiesAreReadOnlyWhereTheyAreTakenAndAllowed() async {
        let asked = request("/echo", method: .post, [.contentLength: "3"])
        let none = await handler().respond(to: asked, peer: nil) { _ in
            Issue.record("no route takes a body")
            return []
        }
        #expect(none.status == 200 && none.body.isEmpty)
        let taking = handler(EchoService(maximumBody: 8))
        let whole = await taking.respond(to: asked, peer: nil) { maximum in
            #expect(maximum == 8)
            return Array("abc".utf8)
        }
        #expect(whole.body == Array("abc".utf8))
        let large = await taking.respond(to: asked, peer: nil) { _ in nil }
        #expect(large.status == 413 && large[.connection] == "close")
        let broken = await taking.respond(to: asked, peer: nil) { _ in throw FdnixError(.network, "gone") }
        #expect(broken.status == 400 && broken[.connection] == "close")
        let chunked = request("/echo", method: .post, [.transferEncoding: "chunked"])
        #expect(await taking.respond(to: chunked, peer: nil) { _ in [0x61] }.body == [0x61])
        let limited = handler(EchoService(maximumBody: 8)) { $0.rateLimit = 1 }
        _ = await limited.respond(to: asked, peer: nil) { _ in [] }
        let refused = await limited.respond(to: asked, peer: nil) { _ in
            Issue.record("whoever asks too often is not read")
            return []
        }
        #expect(refused.status == 429)
    }

    @Test func otherSitesReadOnlyWhatIsOpenToThem() async {
        let paths = ["/page", "/nothing", "/\(String(repeating: "a", count: 9000))"]
        for path in paths {
            let open = await handler().respond(to: request(path), peer: nil)
            #expect(open.head.headerFields[values: .accessControlAllowOrigin] == ["*"])
            let closed = await handler(EchoService(isOpenToOtherSites: false)).respond(to: request(path), peer: nil)
            #expect(closed[.accessControlAllowOrigin] == nil)
        }
    }
}
