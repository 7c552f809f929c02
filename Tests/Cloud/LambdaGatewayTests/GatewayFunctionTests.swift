import Basics
import HTTPTypes
import JSON
import LambdaRuntime
import ServiceAPI
import Testing

@testable import LambdaGateway

/// Answers with the method, the path and the body that came.
private struct MirrorService: HTTPService {
    let maximumBody = 16
    let isOpenToOtherSites = false

    func respond(to request: ServiceRequest) async -> ServiceResponse {
        let text = "\(request.head.method.rawValue) \(request.path) \(String(decoding: request.body, as: UTF8.self))"
        return ServiceResponse(type: "text/plain", body: Array("\(text) \(request.id)".utf8))
    }
}

@Suite struct GatewayFunctionTests {
    private func answer(_ event: String) async throws -> JSONValue {
        let function = GatewayFunction(MirrorService())
        return try JSONValue.parse(await function.answer(Invocation(requestID: "r-1", event: Array(event.utf8))))
    }

    @Test func bodiesReachTheServiceInBothFormats() async throws {
        let v1 = #"{"httpMethod":"POST","path":"/corpus/search","body":"{\"a\":1}","isBase64Encoded":false}"#
        #expect(try await answer(v1)["body"]?.string == #"POST /corpus/search {"a":1} r-1"#)
        let context = #"{"http":{"method":"POST","path":"/prod/corpus/search"},"stage":"prod"}"#
        let body = #""body":"eyJhIjoxfQ==","isBase64Encoded":true"#
        let v2 = #"{"rawPath":"/prod/corpus/search","requestContext":\#(context),\#(body)}"#
        #expect(try await answer(v2)["body"]?.string == #"POST /corpus/search {"a":1} r-1"#)
    }

    @Test func whatIsTooLargeOrNoRequestIsRefused() async throws {
        let large = #"{"httpMethod":"POST","path":"/","body":"\#(String(repeating: "x", count: 17))"}"#
        #expect(try await answer(large)["statusCode"]?.int == 413)
        let broken = #"{"httpMethod":"POST","path":"/","body":"?","isBase64Encoded":true}"#
        for event in ["", "[]", #"{"Records":[]}"#, broken] {
            #expect(try await answer(event)["statusCode"]?.int == 400)
        }
        let late = try #require(GatewayFunction(MirrorService()).answerWhenLate(Invocation(requestID: "", event: [])))
        #expect(try JSONValue.parse(late)["statusCode"]?.int == 504)
    }
}
