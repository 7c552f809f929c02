import Basics
import JSON
import SearchService
import Testing

@testable import fdnix_lambda

@Suite("Answers to gateways")
struct AnswerTests {
    private func encode(_ response: ServiceResponse, _ format: GatewayEvent.Format = .v2) throws -> JSONValue {
        try JSONValue.parse(GatewayAnswer.encode(response, format))
    }

    @Test("text is text")
    func text() throws {
        let body = "{\"q\":\"größe \\\"🦀\\\"\\n\"}"
        let value = try encode(ServiceResponse(type: "application/json", body: Array(body.utf8)))
        #expect(value["statusCode"]?.int == 200)
        #expect(value["body"]?.string == body)
        #expect(value["isBase64Encoded"]?.bool == false)
        #expect(value["headers"]?["content-type"]?.string == "application/json")
        #expect(value["headers"]?["access-control-allow-origin"]?.string == "*")
        #expect(value["multiValueHeaders"] == nil)
    }

    @Test("no body is an empty text")
    func empty() throws {
        let value = try encode(ServiceResponse(status: 204, type: "application/json", body: []))
        #expect(value["statusCode"]?.int == 204)
        #expect(value["body"]?.string == "")
        #expect(value["isBase64Encoded"]?.bool == false)
    }

    @Test("bytes that are no text, and compressed ones, are base64")
    func binary() throws {
        let value = try encode(ServiceResponse(type: "image/png", body: [0x89, 0x50, 0xFF]))
        #expect(value["isBase64Encoded"]?.bool == true)
        #expect(value["body"]?.string == "iVD/")
        let packed = ServiceResponse(type: "text/css", body: Array("plain".utf8)).adding("content-encoding", "gzip")
        #expect(try encode(packed)["isBase64Encoded"]?.bool == true)
        #expect(try encode(packed)["body"]?.string == "cGxhaW4=")
    }

    @Test("a repeated header is a list in format 1.0 and joined in format 2.0")
    func repeated() throws {
        let response = ServiceResponse(type: "text/plain", body: []).adding("vary", "a").adding("vary", "b")
        let v1 = try encode(response, .v1)
        #expect(v1["headers"]?["vary"] == nil)
        #expect(v1["multiValueHeaders"]?["vary"]?.array?.compactMap(\.string) == ["a", "b"])
        #expect(v1["headers"]?["content-type"]?.string == "text/plain")
        #expect(try encode(response)["headers"]?["vary"]?.string == "a, b")
    }

    @Test("an answer that Lambda would refuse becomes an error that the caller understands")
    func tooLarge() throws {
        let response = ServiceResponse(type: "text/plain", body: [UInt8](repeating: 0x22, count: 600))
        let whole = GatewayAnswer.encode(response, .v2)
        #expect(GatewayAnswer.encode(response, .v2, maximumSize: whole.count) == whole)
        let refused = try JSONValue.parse(GatewayAnswer.encode(response, .v2, maximumSize: whole.count - 1))
        #expect(refused["statusCode"]?.int == 500)
        let body = try JSONValue.parse(try #require(refused["body"]?.string))
        #expect(body["error"]?.string == "Internal server error")
    }

    @Test(
        "base64 is that of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(text: String, expected: String) { #expect(Base64.encode(Array(text.utf8)) == expected) }

    @Test("base64 uses the whole alphabet")
    func alphabet() { #expect(Base64.encode([0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF, 0, 0, 0]) == "++++////AAAA") }
}

@Suite("The function's variables")
struct ConfigurationTests {
    @Test("the index is the layer's unless another file is named")
    func index() throws {
        #expect(try FunctionConfiguration(environment: [:]).indexPath == "/opt/fdnix/fdnix.idx")
        #expect(try FunctionConfiguration(environment: ["FDNIX_INDEX": ""]).indexPath == "/opt/fdnix/fdnix.idx")
        #expect(try FunctionConfiguration(environment: ["FDNIX_INDEX": "/tmp/x.idx"]).indexPath == "/tmp/x.idx")
    }

    @Test(
        "embeddings are used unless they are turned off",
        arguments: [
            ("", true, 0), ("true", true, 0), ("1", true, 0), (" On ", true, 0), ("0", false, 0), ("FALSE", false, 0),
            ("no", false, 0), ("off", false, 0), ("maybe", false, 1),
        ])
    func embeddings(text: String, expected: Bool, warnings: Int) throws {
        let configuration = try FunctionConfiguration(environment: ["ENABLE_EMBEDDINGS": text])
        #expect(configuration.semantic == expected)
        #expect(configuration.warnings.count == warnings)
    }

    @Test("an index that cannot be a file is told at once", arguments: ["s3://bucket/fdnix.idx", "/tmp"])
    func problems(path: String) {
        let error = #expect(throws: FdnixError.self) {
            try FunctionConfiguration(environment: ["FDNIX_INDEX": path])
        }
        #expect(error?.code == .usage)
        #expect(error?.message.contains("FDNIX_INDEX") == true)
    }
}
