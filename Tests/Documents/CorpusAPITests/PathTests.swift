import HTTPTypes
import JSON
import ServiceAPI
import Testing

@testable import CorpusAPI

@Suite("The other paths of the service")
struct PathTests {
    @Test func aQuestionCanStandInTheAddress() async throws {
        let service = try await Library.service()
        let answer = await service.get("/search?q=lease+of+the+office&limit=1&filter=%7B%22page%22%3A1%7D")
        #expect(answer.status == 200)
        #expect(answer.documents.count == 1)
        #expect(answer.documents.first?["snippet"]?.array?.isEmpty == false)
        let mistakes = [
            ("/search", "question is empty"), ("/search?q=x&limit=many", "limit is \"many\""),
            ("/search?q=x&filter=%7B", "filter is \"{\""), ("/search?q=x&model=none", "no model has the key"),
            ("/search?q=x&mode=%1B", "mode is"), ("/search?q=%00", "U+0000"),
        ]
        for (target, part) in mistakes {
            let answer = await service.get(target)
            #expect(answer.status == 400 && answer.message.contains(part), "\(target): \(answer.message)")
        }
    }

    @Test func theMethodsAreThePathsOwn() async throws {
        let service = try await Library.service()
        let got = await service.get("/corpus/search")
        #expect(got.status == 405 && got[.allow] == "POST")
        #expect(await service.post("{}", to: "/search").status == 405)
        #expect(await service.get("/nothing").status == 404)
        #expect(await service.get("/corpus/search/").status == 404)
        let head = HTTPRequest(method: .head, scheme: nil, authority: "localhost", path: "/")
        let answer = await service.respond(to: ServiceRequest(head))
        #expect(answer.status == 200 && answer.body.isEmpty && answer[.contentLength] != nil)
    }

    @Test func otherNamesThanItsOwnAreRefused() async throws {
        let service = try await Library.service { $0.hosts = HostName.loopback.union(["docs.example.org"]) }
        for authority in ["localhost:8080", "127.0.0.1", "[::1]:80", "LOCALHOST", "docs.example.org:443"] {
            #expect(await service.get("/health", authority: authority).status == 200, "\(authority)")
        }
        #expect(HostName.of("::1") == "[::1]" && HostName.of("FE80::1") == "[fe80::1]" && HostName.of("A:80") == "a")
        for authority in ["evil.example", "evil.example:8080", "", "localhost.evil.example", nil] {
            #expect(await service.get("/", authority: authority).status == 421)
        }
    }

    @Test func healthTellsWhetherThereIsACollection() async throws {
        let healthy = try await Library.service().get("/health")
        #expect(try healthy.json["status"]?.string == "healthy")
        #expect(try healthy.json["models"] == ["hash", "wide"])
        #expect(healthy.status == 200)
    }

    @Test func metricsCountRequestsAndSearches() async throws {
        let service = try await Library.service()
        _ = await service.get("/search?q=lease")
        _ = await service.post("{}")
        let text = await service.get("/metrics").text
        #expect(text.contains("embed_requests_total{route=\"query\",status=\"200\"} 1\n"))
        #expect(text.contains("embed_requests_total{route=\"search\",status=\"400\"} 1\n"))
        #expect(text.contains("embed_searches_total 1\n"))
    }

    @Test func theDescriptionTellsOfWhatThereIs() async throws {
        let service = try await Library.service()
        let json = try await service.get("/openapi.json").json
        let paths = try #require(json["paths"]?.object?.keys)
        #expect(paths == ["/corpus/search", "/health", "/search"])
        #expect(json["paths"]?["/corpus/search"]?["post"]?["requestBody"]?["required"] == true)
        #expect(json["paths"]?["/search"]?["get"]?["parameters"]?[0]?["name"] == "q")
        let question = try #require(json["components"]?["schemas"]?["Question"]?["properties"]?.object)
        #expect(question.keys.contains("modelRefKey") && question["limit"]?["maximum"]?.int == 100)
    }
}
