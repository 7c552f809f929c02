import Basics
import JSON
import LambdaRuntime
import Testing

@testable import fdnix_lambda

@Suite("The search function")
struct SearchFunctionTests {
    /// A function without an index: what it says of events and of that does not need one.
    private func function() throws -> SearchFunction {
        SearchFunction(try FunctionConfiguration(environment: ["FDNIX_INDEX": "/nowhere/fdnix.idx"]))
    }

    private func answer(_ event: String) async throws -> JSONValue {
        let invocation = Invocation(requestID: "request-1", event: Array(event.utf8))
        return try JSONValue.parse(await function().answer(invocation))
    }

    private func error(_ answer: JSONValue) throws -> JSONValue {
        try JSONValue.parse(try #require(answer["body"]?.string))
    }

    @Test(
        "an event that is not a request is answered by 400",
        arguments: ["", "null", "{}", "{\"Records\":[]}", "{\"httpMethod\":\"GET\"}"])
    func foreign(event: String) async throws {
        let answer = try await answer(event)
        #expect(answer["statusCode"]?.int == 400)
        #expect(try error(answer)["message"]?.string == "Failed to parse request body")
    }

    @Test("without an index both formats are answered by 503, in their own way")
    func noIndex() async throws {
        let v1 = try await answer(#"{"httpMethod":"GET","path":"/v1/search","queryStringParameters":{"q":"git"}}"#)
        let context = #"{"http":{"method":"GET","path":"/v1/search"},"stage":"$default"}"#
        let v2 = try await answer(#"{"rawPath":"/v1/search","rawQueryString":"q=git","requestContext":\#(context)}"#)
        for answer in [v1, v2] {
            #expect(answer["statusCode"]?.int == 503)
            #expect(try error(answer)["message"]?.string == "Index not loaded")
            #expect(answer["isBase64Encoded"]?.bool == false)
            #expect(answer["headers"]?["content-type"]?.string == "application/json")
        }
    }

    @Test("a path that is not known is answered by 404, whatever the gateway put in front")
    func unknown() async throws {
        let context = #"{"path":"/live/nothing","stage":"live"}"#
        let answer = try await answer(#"{"httpMethod":"GET","path":"/live/nothing","requestContext":\#(context)}"#)
        #expect(answer["statusCode"]?.int == 404)
    }

    @Test("who waits too long is told so")
    func late() throws {
        let invocation = Invocation(requestID: "request-1", event: [])
        let answer = try JSONValue.parse(try #require(function().answerWhenLate(invocation)))
        #expect(answer["statusCode"]?.int == 504)
        #expect(try error(answer)["error"]?.string == "Timeout")
    }
}
