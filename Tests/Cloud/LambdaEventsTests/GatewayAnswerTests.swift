import HTTPTypes
import JSON
import Testing

@testable import LambdaEvents

@Suite("Answers to gateways")
struct GatewayAnswerTests {
    private func encode(
        _ response: HTTPResponse, _ body: [UInt8] = [], _ format: GatewayEvent.Format = .v2, maximumSize: Int = .max
    ) throws -> JSONValue {
        try JSONValue.parse(
            GatewayAnswer.encode(response, body: body, format: format, maximumSize: maximumSize))
    }

    private func response(_ status: HTTPResponse.Status = .ok, _ fields: HTTPFields = [:]) -> HTTPResponse {
        HTTPResponse(status: status, headerFields: fields)
    }

    @Test("text is text")
    func text() throws {
        let body = "{\"q\":\"größe \\\"🦀\\\"\\n\"}"
        let value = try encode(response(.ok, [.contentType: "application/json"]), Array(body.utf8))
        let expected: JSONValue = .object([
            "statusCode": 200, "headers": .object(["content-type": "application/json"]), "body": .string(body),
            "isBase64Encoded": false,
        ])
        #expect(value == expected)
    }

    @Test("no body is an empty text")
    func empty() throws {
        let value = try encode(response(.noContent))
        #expect(value["statusCode"]?.int == 204)
        #expect(value["body"]?.string == "")
        #expect(value["isBase64Encoded"]?.bool == false)
    }

    @Test("bytes that are not text, and compressed ones, are Base64")
    func binary() throws {
        let value = try encode(response(.ok, [.contentType: "image/png"]), [0x89, 0x50, 0xFF])
        #expect(value["isBase64Encoded"]?.bool == true)
        #expect(value["body"]?.string == "iVD/")
        let packed = try encode(response(.ok, [.contentEncoding: "gzip"]), Array("plain".utf8))
        #expect(packed["isBase64Encoded"]?.bool == true)
        #expect(packed["body"]?.string == "cGxhaW4=")
    }

    @Test("a repeated header is a list in format 1.0 and joined in format 2.0")
    func repeated() throws {
        var fields: HTTPFields = [.contentType: "text/plain"]
        fields[values: .vary] = ["a", "b"]
        let v1 = try encode(response(.ok, fields), [], .v1)
        #expect(v1["headers"]?["vary"] == nil)
        #expect(v1["multiValueHeaders"] == .object(["vary": ["a", "b"]]))
        #expect(v1["headers"]?["content-type"]?.string == "text/plain")
        let v2 = try encode(response(.ok, fields))
        #expect(v2["headers"]?["vary"]?.string == "a, b")
        #expect(v2["multiValueHeaders"] == nil)
    }

    @Test("cookies are never joined")
    func cookies() throws {
        var fields = HTTPFields()
        fields[values: .setCookie] = ["a=1; Path=/", "b=2"]
        let v2 = try encode(response(.ok, fields))
        #expect(v2["cookies"] == ["a=1; Path=/", "b=2"])
        #expect(v2["headers"]?.object?.members.isEmpty == true)
        let v1 = try encode(response(.ok, fields), [], .v1)
        #expect(v1["multiValueHeaders"]?["set-cookie"] == ["a=1; Path=/", "b=2"])
        #expect(v1["cookies"] == nil)
    }

    @Test("an answer that Lambda would refuse becomes an error that the caller understands")
    func tooLarge() throws {
        let fields: HTTPFields = [
            .contentType: "text/plain", .accessControlAllowOrigin: "*", .eTag: "\"1\"", .contentLength: "600",
        ]
        let answer = response(.ok, fields)
        let body = [UInt8](repeating: 0x22, count: 600)
        let whole = GatewayAnswer.encode(answer, body: body, format: .v2)
        #expect(GatewayAnswer.encode(answer, body: body, format: .v2, maximumSize: whole.count) == whole)
        let refused = try encode(answer, body, maximumSize: whole.count - 1)
        #expect(refused["statusCode"]?.int == 500)
        let headers = refused["headers"]
        #expect(headers?["content-type"]?.string == "application/json")
        #expect(headers?["access-control-allow-origin"]?.string == "*")
        #expect(headers?["etag"] == nil && headers?["content-length"] == nil)
        let told = try JSONValue.parse(try #require(refused["body"]?.string))
        #expect(told["error"]?.string == "Internal server error")
        #expect(told["message"]?.string == "The answer is too large; ask for less")
    }
}
