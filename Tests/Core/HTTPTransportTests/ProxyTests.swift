import HTTPTypes
import TestSupport
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(15))) struct ProxyTests {
    @Test("A plain request goes to the proxy whole, with the proxy's credentials")
    func plain() async throws {
        try await withServer { peer, request in
            peer.reply(200, [], "from the proxy")
        } _: { proxy, _ in
            let client = client(http: "http://user:pa%20ss@127.0.0.1:\(proxy.port)")
            let reply = try await client.send(request("http://far.invalid/path?q"))
            #expect(try await text(reply) == "from the proxy")
            #expect(proxy.requests[0].target == "http://far.invalid/path?q")
            #expect(proxy.requests[0].headers["host"] == "far.invalid")
            // "user:pa ss"
            #expect(proxy.requests[0].headers["proxy-authorization"] == "Basic dXNlcjpwYSBzcw==")
        }
    }

    @Test("For https the proxy is asked for a tunnel and told nothing more; its refusal is a failure of its own")
    func tunnel() async throws {
        for (status, isRetryable) in [(403, false), (503, true)] {
            try await withServer { peer, _ in
                _ = peer.reply(status)
                return false
            } _: { proxy, _ in
                let client = client(https: "127.0.0.1:\(proxy.port)")
                let failure = await failure {
                    _ = try await client.send(request("https://far.invalid/secret", .get, [.authorization: "x"]))
                }
                #expect(failure?.reason == .proxyRefused(status))
                #expect(failure?.isUnreachable == true && failure?.isRetryable == isRetryable)
                #expect(proxy.requests.map(\.method) == ["CONNECT"])
                #expect(proxy.requests[0].target == "far.invalid:443")
                #expect(proxy.requests[0].headers["authorization"] == nil)
            }
        }
    }

    @Test("This machine is never asked for through a proxy, nor is a host that is excluded")
    func direct() async throws {
        try await withServer { peer, _ in
            peer.reply(200, [], "direct")
        } _: { server, _ in
            let client = client(http: "http://127.0.0.1:1", https: "http://127.0.0.1:1")
            let reply = try await client.send(request(server.url))
            #expect(try await text(reply) == "direct")
        }
    }

    @Test("A redirect's proxy is chosen anew")
    func perHop() async throws {
        try await withServer { peer, _ in
            peer.reply(200, [], "direct")
        } _: { server, _ in
            try await withServer { peer, _ in
                peer.reply(302, ["Location: \(server.url)/end"])
            } _: { proxy, _ in
                let reply = try await client(http: proxy.url).send(request("http://far.invalid/"))
                #expect(try await text(reply) == "direct")
                #expect(proxy.requests.count == 1 && server.requests.map(\.target) == ["/end"])
            }
        }
    }

    @Test("Variables: lower case wins, all_proxy fills in, empty is unset, HTTP_PROXY of a CGI program is the client's")
    func variables() {
        func settings(_ environment: [String: String]) -> [String?] {
            let settings = ProxySettings(environment: environment)
            return [settings.http, settings.https]
        }
        #expect(settings([:]) == [nil, nil])
        #expect(settings(["http_proxy": "a", "HTTP_PROXY": "b"]) == ["a", nil])
        #expect(settings(["http_proxy": "", "HTTP_PROXY": "b"]) == ["b", nil])
        #expect(settings(["HTTP_PROXY": "b", "HTTPS_PROXY": " c "]) == ["b", "c"])
        #expect(settings(["ALL_PROXY": "d", "https_proxy": "c"]) == ["d", "c"])
        #expect(settings(["all_proxy": "d", "ALL_PROXY": "e"]) == ["d", "d"])
        #expect(settings(["HTTP_PROXY": "b", "REQUEST_METHOD": "GET"]) == [nil, nil])
        #expect(settings(["http_proxy": "b", "HTTPS_PROXY": "c", "REQUEST_METHOD": "GET"]) == ["b", "c"])
    }

    @Test(
        "Exclusions",
        arguments: [
            ("example.org", "http://example.org/", true), ("example.org", "http://www.example.org:8080/", true),
            ("example.org", "http://badexample.org/", false), (".example.org", "http://example.org/", true),
            (".example.org", "http://a.b.example.org/", true), ("*.example.org", "https://a.example.org/", true),
            ("Example.ORG.", "http://example.org./", true), ("example.org:8080", "http://example.org:8080/", true),
            ("example.org:8080", "http://example.org/", false), ("example.org:443", "https://example.org/", true),
            ("*", "http://anything.example/", true), ("a.example, b.example", "http://b.example/", true),
            ("a.example  b.example", "http://b.example/", true), ("", "http://a.example/", false),
            (",, ,", "http://a.example/", false), ("10.0.0.0/8", "http://10.200.3.4/", true),
            ("10.0.0.0/8", "http://11.0.0.1/", false), ("10.0.0.1", "http://10.0.0.1/", true),
            ("10.0.0.1", "http://10.0.0.10/", false), ("10.0.0.1:80", "http://10.0.0.1/", true),
            ("10.0.0.1:81", "http://10.0.0.1/", false), ("0.0.0.0/0", "http://8.8.8.8/", true),
            ("0.0.0.0/0", "http://name.example/", false), ("10.0.0.0/33", "http://10.0.0.0/", false),
            ("10.0.0.0/x", "http://10.0.0.0/", false), ("0.0.1", "http://10.0.0.1/", false),
            ("2001:db8::1", "http://[2001:0DB8:0::1]/", true), ("[2001:db8::1]", "http://[2001:db8::1]/", true),
            ("[2001:db8::1]:80", "http://[2001:db8::1]/", true), ("[2001:db8::1]:81", "http://[2001:db8::1]/", false),
            ("2001:db8::/32", "http://[2001:db8:5::9]/", true), ("2001:db8::/32", "http://[2001:db9::]/", false),
            ("10.0.0.0/8", "http://[::ffff:10.1.2.3]/", true), ("example.org:x", "http://example.org/", false),
        ])
    func exclusions(_ list: String, _ address: String, _ isDirect: Bool) throws {
        let settings = ProxySettings(environment: ["http_proxy": "p", "HTTPS_PROXY": "p", "NO_PROXY": list])
        #expect(settings.proxy(for: try URLParts(address)) == (isDirect ? nil : "p"))
    }

    @Test(
        "Always direct",
        arguments: [
            "http://localhost/", "http://LOCALHOST.:8080/", "http://api.localhost/", "http://127.0.0.1/",
            "http://127.9.8.7/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest",
            "http://169.254.170.2/", "http://[fe80::1]/", "http://[fd00:ec2::254]/", "https://localhost/",
        ])
    func alwaysDirect(_ address: String) throws {
        let settings = ProxySettings(http: "p", https: "p")
        #expect(settings.proxy(for: try URLParts(address)) == nil)
        #expect(settings.proxy(for: try URLParts("http://notlocalhost/")) == "p")
    }
}
