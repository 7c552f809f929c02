import HTTPTypes
import JSON
import Testing

@testable import ServiceAPI

@Suite struct MessageTests {
    private func request(_ target: String) -> ServiceRequest {
        ServiceRequest(
            HTTPRequest(method: .post, scheme: nil, authority: nil, path: target), body: [1, 2], id: "request-1")
    }

    @Test func aTargetIsAPathAndParameters() {
        let asked = request("/a%20b?x=1&y=a+b&x=%32&z")
        #expect(asked.path == "/a%20b" && asked.body == [1, 2] && asked.id == "request-1")
        #expect(asked.parameters.all("x") == ["1", "2"] && asked.parameters.first("y") == "a b")
        #expect(asked.parameters.first("z")?.isEmpty == true && asked.parameters.first("none") == nil)
        #expect(asked.parameters.encoded(replacing: ["x": nil, "q": "&"]) == "y=a%20b&z=&q=%26")
    }

    @Test func errorsAreAnswersOfTheirStatus() throws {
        let answer = ServiceError(status: 421, message: "another name").response
        #expect(answer.status == 421 && answer[.contentType] == "application/json")
        #expect(try JSONValue.parse(answer.body)["error"]?.string == "Misdirected request")
        #expect(answer[.accessControlAllowOrigin] == nil && answer[.xContentTypeOptions] == "nosniff")
        #expect(answer.withoutBody[.contentLength] == String(answer.body.count))
    }

    @Test func pagesAreProtected() {
        let page = ServiceResponse(type: ServiceResponse.pageType, body: []).protectedPage(policy: "default-src 'none'")
        #expect(page[.contentSecurityPolicy] == "default-src 'none'" && page[.referrerPolicy] == "no-referrer")
    }
}
