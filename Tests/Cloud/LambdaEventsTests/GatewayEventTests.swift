import Basics
import HTTPTypes
import JSON
import Testing

@testable import LambdaEvents

@Suite("Events of gateways")
struct GatewayEventTests {
    private func event(_ value: JSONValue) throws -> GatewayEvent { try GatewayEvent(value.encoded) }

    private func name(_ text: String) throws -> HTTPField.Name { try #require(HTTPField.Name(text)) }

    @Test(
        "every gateway's event gives format, method, path and query",
        arguments: [
            ("rest-v1", .v1, "/v1/search?q=c%2B%2B%20json&license=MIT&license=BSD&limit=3"),
            ("http-v1", .v1, "/v1/suggest?q=ripgr"), ("rest-v1-mapped", .v1, "/v1/packages/python313Packages.numpy"),
            ("http-v2", .v2, "/v1/search?q=gr%C3%B6%C3%9Fe+%2B1&license=MIT&license=BSD&limit=2"),
            ("function-url", .v2, "/v1/search?q=video%20editor&limit=2"),
        ] as [(String, GatewayEvent.Format, String)])
    func recorded(name: String, format: GatewayEvent.Format, path: String) throws {
        let before = ContinuousClock.now
        let event = try GatewayEvent(try Fixture.bytes(name))
        #expect(event.format == format)
        #expect(event.request.method == .get)
        #expect(event.request.path == path)
        #expect(event.request.scheme == "https")
        #expect(event.received >= before && event.received <= .now)
    }

    @Test("headers are fields, each value one, and the host is the authority")
    func headers() throws {
        let rest = try GatewayEvent(try Fixture.bytes("rest-v1")).request
        #expect(rest.headerFields[.ifNoneMatch] == "W/\"1-2\"")
        #expect(rest.headerFields[.userAgent] == "curl/8.5.0")
        #expect(rest.headerFields[values: try name("X-Twice")] == ["one", "two"])
        #expect(rest.headerFields[values: .accept] == ["*/*"])
        #expect(rest.authority == "abcdefghij.execute-api.eu-central-1.amazonaws.com")
        #expect(!rest.headerFields.contains { $0.name.canonicalName == "host" })
        let mapped = try GatewayEvent(try Fixture.bytes("rest-v1-mapped")).request
        #expect(mapped.headerFields[values: .accept] == ["application/json"])
        #expect(mapped.authority == nil)
    }

    @Test("the cookies of format 2.0 are a header again")
    func cookies() throws {
        #expect(try GatewayEvent(try Fixture.bytes("http-v2")).request.headerFields[.cookie] == "session=1; theme=dark")
        #expect(try GatewayEvent(try Fixture.bytes("http-v1")).request.headerFields[.cookie] == "a=1; b=2")
    }

    @Test("a body is text or Base64, as the event says")
    func body() throws {
        let expected: [UInt8] = [0xFF, 0x00, 0xFE, 0x01] + Array("body of bytes".utf8)
        #expect(try GatewayEvent(try Fixture.bytes("function-url")).body == expected)
        #expect(try GatewayEvent(try Fixture.bytes("rest-v1")).body.isEmpty)
        #expect(try GatewayEvent(try Fixture.bytes("http-v2")).body.isEmpty)
        var value = try Fixture.json("rest-v1").setting("body", "{\"größe\":\"🦀\"}")
        #expect(try event(value).body == Array("{\"größe\":\"🦀\"}".utf8))
        value = value.setting("isBase64Encoded", true)
        let error = #expect(throws: FdnixError.self) { try event(value) }
        #expect(error?.message.contains("Base64") == true)
    }

    @Test("without repeated parameters the simple ones count, and without any there is no query")
    func simpleParameters() throws {
        var value = try Fixture.json("rest-v1").setting("multiValueQueryStringParameters", .null)
        #expect(try event(value).request.path == "/v1/search?q=c%2B%2B%20json&license=BSD&limit=3")
        value = value.setting("queryStringParameters", .null)
        #expect(try event(value).request.path == "/v1/search")
        let v2 = try Fixture.json("http-v2").setting("rawQueryString", .null)
        #expect(try event(v2).request.path == "/v1/search?q=gr%C3%B6%C3%9Fe%20%2B1&license=MIT%2CBSD&limit=2")
    }

    @Test(
        "decoded parameters are encoded again, so that they read back as they were",
        arguments: ["a&b=c", "50%", "a+b c", "größe 🦀", "\n\u{0}", "", "#?/"])
    func parameters(text: String) throws {
        let value = try Fixture.json("rest-v1").setting(
            "multiValueQueryStringParameters", .object(JSONObject([.init(text, [.string(text)])])))
        let path = try #require(try event(value).request.path)
        let pair = path.dropFirst("/v1/search?".count).split(separator: "=", omittingEmptySubsequences: false)
        #expect(pair.count == 2)
        #expect(pair.allSatisfy { PercentEncoding.decode($0, plusIsSpace: true) == text })
    }

    @Test(
        "a path becomes a target: escapes stay, and what a target cannot hold is escaped",
        arguments: [
            ("/a%20b", "/a%20b"), ("/a b", "/a%20b"), ("/größe", "/gr%C3%B6%C3%9Fe"), ("/50%", "/50%25"),
            ("/%zz%4", "/%25zz%254"), ("/a?b", "/a?b"), ("/a#b", "/a%23b"), ("a", "/a"),
            ("/python3.12:a@b", "/python3.12:a@b"),
            ("/\r\nX: y", "/%0D%0AX:%20y"),
        ])
    func targets(path: String, expected: String) throws {
        let value = JSONValue.object(["httpMethod": "GET", "path": .string(path)])
        #expect(try event(value).request.path == expected)
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
        #expect(request.method == .head)
    }

    @Test(
        "what no gateway sends is refused",
        arguments: [
            "", "{}", "null", "[]", "7", "\"GET\"", "{", "{\"httpMethod\":\"GET\"}", "{\"path\":\"/\"}",
            "{\"httpMethod\":1,\"path\":\"/\"}", "{\"requestContext\":{\"http\":{}}}",
            "{\"httpMethod\":\"GET /\",\"path\":\"/\"}", "{\"httpMethod\":\"\",\"path\":\"/\"}",
            "{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"x\"}]}",
            "{\"source\":\"aws.events\",\"detail-type\":\"Scheduled Event\"}",
            "{\"httpMethod\":\"GET\",\"path\":\"/\"}}",
        ])
    func foreign(text: String) {
        let error = #expect(throws: FdnixError.self) { try GatewayEvent(Array(text.utf8)) }
        #expect(error?.code == .malformedInput)
    }

    @Test("a damaged event is an error, or a request that HTTP could carry")
    func damage() throws {
        let events = try Fixture.gateways.map { try Fixture.bytes($0) }
        let (values, errors) = fuzz(events, seed: 112) { bytes in
            let request = try GatewayEvent(bytes).request
            let path = try #require(request.path)
            #expect(path.hasPrefix("/"))
            #expect(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            #expect(!request.method.rawValue.isEmpty)
            for field in request.headerFields {
                #expect(!field.value.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 })
            }
        }
        #expect(values > 100 && errors > 100)
    }
}
