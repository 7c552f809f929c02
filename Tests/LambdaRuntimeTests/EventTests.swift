import Basics
import JSON
import SearchService
import TestSupport
import Testing

@testable import fdnix_lambda

@Suite("Events of gateways")
struct EventTests {
    private func fixture(_ name: String) throws -> JSONValue { try JSONValue.parse(try Fixture.bytes(name)) }

    private func event(_ value: JSONValue) throws -> GatewayEvent {
        try GatewayEvent(value.encoded, requestID: "request-1")
    }

    @Test(
        "every gateway's event gives method, path and parameters",
        arguments: [
            ("rest-v1", "/v1/search", "c++ json", ["MIT", "BSD"]), ("http-v1", "/v1/suggest", "ripgr", []),
            ("http-v2", "/v1/search", "größe +1", ["MIT", "BSD"]), ("function-url", "/v1/search", "video editor", []),
            ("rest-v1-mapped", "/v1/packages/python313Packages.numpy", nil, []),
        ] as [(String, String, String?, [String])])
    func recorded(name: String, path: String, query: String?, licenses: [String]) throws {
        let event = try GatewayEvent(try Fixture.bytes(name), requestID: "request-1")
        #expect(event.format == (["http-v2", "function-url"].contains(name) ? .v2 : .v1))
        #expect(event.request.method == "GET")
        #expect(event.request.path == path)
        #expect(event.request.parameters.first("q") == query)
        #expect(event.request.parameters.all("license") == licenses)
        #expect(event.request.id == "request-1")
    }

    @Test("header names are lower case, repeated values joined")
    func headers() throws {
        let request = try GatewayEvent(try Fixture.bytes("rest-v1"), requestID: "").request
        #expect(request.headers["if-none-match"] == "W/\"1-2\"")
        #expect(request.headers["user-agent"] == "curl/8.5.0")
        #expect(request.headers["x-twice"] == "one, two")
        #expect(request.headers.keys.allSatisfy { $0 == $0.lowercased() })
    }

    @Test("without repeated parameters the simple ones count, and without any there are none")
    func simpleParameters() throws {
        var value = try fixture("rest-v1")
        value = value.setting("multiValueQueryStringParameters", .null)
        #expect(try event(value).request.parameters.all("license") == ["BSD"])
        value = value.setting("queryStringParameters", .null)
        #expect(try event(value).request.parameters.isEmpty)
        var v2 = try fixture("http-v2")
        v2 = v2.setting("rawQueryString", .null)
        #expect(try event(v2).request.parameters.first("q") == "größe +1")
    }

    @Test(
        "format 1.0: the stage goes where it is in front",
        arguments: [
            // path, the context's path, stage, what remains
            ("/v1/search", "/prod/v1/search", "prod", "/v1/search"), ("/prod/v1/search", nil, "prod", "/v1/search"),
            ("/prod/v1/search", "/prod/v1/search", "prod", "/v1/search"), ("/prod", "/prod", "prod", "/"),
            ("/prod/", "/prod/", "prod", "/"), ("/", "/prod/", "prod", "/"), ("/", "/prod", "prod", "/"),
            // A stage named like the beginning of the path was left out already.
            ("/v1/search", "/v1/v1/search", "v1", "/v1/search"),
            ("/production/x", "/production/x", "prod", "/production/x"),
            ("/v1/search", "/v1/search", "$default", "/v1/search"), ("", nil, "", "/"),
        ] as [(String, String?, String, String)])
    func stages(path: String, full: String?, stage: String, expected: String) throws {
        var context: JSONObject = ["stage": .string(stage)]
        context["path"] = full.map { .string($0) }
        let value = JSONValue.object([
            "httpMethod": "GET", "path": .string(path), "requestContext": .object(context),
        ])
        #expect(try event(value).request.path == expected)
    }

    @Test(
        "format 2.0: the stage goes where it is in front",
        arguments: [
            ("/live/health", "live", "$default", "/health"), ("/health", "live", "$default", "/health"),
            ("/health", "$default", "$default", "/health"), ("/live", "live", "$default", "/"),
            ("/map/live/health", "live", "GET /health", "/health"), ("/", "$default", "GET /", "/"),
        ])
    func stagesV2(path: String, stage: String, route: String, expected: String) throws {
        let value = JSONValue.object([
            "version": "2.0", "rawPath": .string(path), "rawQueryString": "", "routeKey": .string(route),
            "requestContext": .object([
                "stage": .string(stage), "http": .object(["method": "HEAD", "path": .string(path)]),
            ]),
        ])
        let request = try event(value).request
        #expect(request.path == expected)
        #expect(request.method == "HEAD")
    }

    @Test(
        "what no gateway sends is refused",
        arguments: [
            "", "{}", "null", "[]", "7", "\"GET\"", "{", "{\"httpMethod\":\"GET\"}", "{\"path\":\"/\"}",
            "{\"httpMethod\":1,\"path\":\"/\"}", "{\"requestContext\":{\"http\":{}}}",
            "{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"x\"}]}",
            "{\"source\":\"aws.events\",\"detail-type\":\"Scheduled Event\"}",
            "{\"httpMethod\":\"GET\",\"path\":\"/\"}}",
        ])
    func foreign(text: String) {
        #expect(throws: FdnixError.self) { try GatewayEvent(Array(text.utf8), requestID: "") }
    }

    @Test("no damage to an event makes decoding crash")
    func fuzz() throws {
        let iterations = TestSettings.fuzzIterations(2000)
        let fixtures = try Fixture.events.map { try Fixture.bytes($0) }
        let words = ["null", "[]", "{}", "\"\"", "-1e999", "[[", "\\ud800", "{\"a\":", "true", "/{", "$default"]
        var generator = SplitMix(112)
        for round in 0..<iterations {
            var bytes = fixtures[round % fixtures.count]
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.removeSubrange(at..<min(bytes.count - 1, at + Int.random(in: 1...40, using: &generator)))
                case 2: bytes.insert(contentsOf: words[Int.random(in: 0..<words.count, using: &generator)].utf8, at: at)
                default:
                    let other = Int.random(in: 0..<bytes.count, using: &generator)
                    bytes.insert(contentsOf: bytes[min(at, other)..<max(at, other)].prefix(200), at: at)
                }
            }
            _ = try? GatewayEvent(bytes, requestID: "x")
        }
        for count in 0..<300 {
            _ = try? GatewayEvent((0..<count).map { _ in UInt8.random(in: 0...255) }, requestID: "x")
        }
    }
}
