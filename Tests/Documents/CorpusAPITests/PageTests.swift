import HTTPTypes
import ServiceAPI
import Testing

@testable import CorpusAPI

@Suite("The page")
struct PageTests {
    @Test func theFormIsThereAndNothingRuns() async throws {
        let page = try await Library.service().get("/")
        #expect(page.status == 200 && page[.contentType] == "text/html; charset=utf-8")
        let policy = try #require(page[.contentSecurityPolicy])
        #expect(policy.contains("default-src 'none'") && !policy.contains("script-src"))
        #expect(page.text.contains("<form") && !page.text.contains("<script") && !page.text.contains("<ol>"))
        #expect(try await Library.service().get("/style.css")[.contentType] == "text/css; charset=utf-8")
    }

    @Test func whatWasFoundIsShownWithItsPlace() async throws {
        let page = try await Library.service().get("/?q=lease+of+the+office").text
        #expect(page.contains("s3://in/lease.pdf") && page.contains("page 1 · Term"))
        #expect(page.contains("<mark>lease</mark>") && page.contains("value=\"lease of the office\""))
    }

    @Test func textsOfDocumentsAndQuestionsStayText() async throws {
        let service = try await Library.service()
        let page = await service.get("/?q=%3Cscript%3Ealert+mischief%22%3E&model=hash&threshold=-1&limit=4").text
        #expect(!page.contains("<script") && !page.contains("<b>") && !page.contains("\u{202E}"))
        #expect(page.contains("&lt;script&gt;") && page.contains("value=\"&lt;script&gt;alert mischief&quot;&gt;\""))
        #expect(page.contains("&amp; &quot;quoted&quot;"))
    }

    @Test func mistakesAreToldOnThePage() async throws {
        let service = try await Library.service()
        let page = await service.get("/?q=x&model=%3Ci%3E")
        #expect(page.status == 400)
        #expect(page.text.contains("no model has the key &quot;&lt;i&gt;&quot;") && !page.text.contains("<i>"))
        let nothing = await service.get("/?q=lease&threshold=1")
        #expect(nothing.status == 200 && nothing.text.contains("Nothing was found"))
    }
}
