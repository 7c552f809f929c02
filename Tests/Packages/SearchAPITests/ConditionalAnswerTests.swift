import HTTPTypes
import ServiceAPI
import Testing

@testable import SearchAPI

/// Pages and answers of the API go one way from `If-None-Match` over the kept answers to a new one.
@Suite struct ConditionalAnswerTests {
    private static let targets = [
        "/v1/search?q=pass", "/v1/suggest?q=p", "/v1/packages/pass", "/", "/?q=pass", "/packages/pass",
        "/packages/pass?q=pass", "/compare?packages=pass,ripgrep", "/shell?packages=pass", "/offline.json", "/sw.js",
        "/assets/style.css",
    ]

    @Test(arguments: targets) func whatTheCallerHasIsNotMadeAgain(target: String) async throws {
        try await withService { service, _ in
            let first = await service.get(target)
            let tag = try #require(first[.eTag])
            let searches = await service.searches()
            for known in [tag, "*", "\"x\", \(tag)", String(tag.dropFirst(2))] {
                let again = await service.get(target, headers: [.ifNoneMatch: known])
                #expect(again.status == 304 && again.body.isEmpty, "\(known)")
                #expect(again.head.headerFields == first.head.headerFields)
            }
            #expect(await service.get(target, headers: [.ifNoneMatch: "\"other\""]).status == 200)
            #expect(await service.searches() == searches)
        }
    }

    @Test func aPageWhoseTagIsKnownIsNotSearchedFor() async throws {
        try await withService { service, path in
            let tag = try #require(await service.get("/?q=pass")[.eTag])
            // Another process, which has kept nothing yet.
            let other = SearchService(IndexSource(path: path, searchers: 1))
            #expect(await other.get("/?q=pass", headers: [.ifNoneMatch: tag]).status == 304)
            #expect(await other.get("/packages/pass?q=pass", headers: [.ifNoneMatch: "*"]).status == 304)
            #expect(await other.searches() == 0)
        }
    }

    @Test(arguments: targets.filter { !$0.hasSuffix(".js") && !$0.hasPrefix("/assets") && $0 != "/offline.json" })
    func whatWasMadeIsKept(target: String) async throws {
        try await withService { service, _ in
            let snapshot = try service.snapshot()
            let first = await service.get(target)
            let (bytes, searches) = (snapshot.answers.bytes, await service.searches())
            #expect(bytes > first.body.count)
            // The time that a page or an answer tells is that of the search that was made.
            #expect(await service.get(target).body == first.body)
            #expect(snapshot.answers.bytes == bytes)
            #expect(await service.searches() == searches)
        }
    }

    @Test(arguments: [
        "/packages/nope", "/v1/packages/nope", "/nope", "/v1/search?q=a&fields=nope", "/?q=a&set=\(values)",
        "/v1/search",
    ])
    func errorsAreNeitherKeptNorNamed(target: String) async throws {
        try await withService { service, _ in
            let snapshot = try service.snapshot()
            let response = await service.get(target, headers: [.ifNoneMatch: "*"])
            #expect(response.status != 304)
            #expect(response[.eTag] == nil)
            #expect(response[.cacheControl] == "no-store")
            #expect(snapshot.answers.bytes == 0)
        }
    }

    private static let values = (0..<33).map(String.init).joined(separator: ",")

    @Test(arguments: targets + ["/packages/nope", "/v1/health", "/v1/search?q=a&fields=nope", "/openapi.json"])
    func headIsGetWithoutItsBody(target: String) async throws {
        try await withService { service, _ in
            let got = await service.get(target)
            var head = await service.get(target, method: .head)
            #expect(head.status == got.status && head.body.isEmpty)
            if target == "/v1/health" {
                #expect(head[.contentLength].flatMap { Int($0) } ?? 0 > 100)
            } else {
                #expect(head[.contentLength] == String(got.body.count))
            }
            head.head.headerFields[.contentLength] = nil
            #expect(head.head.headerFields == got.head.headerFields)
            guard let tag = got[.eTag] else { return }
            let known = await service.get(target, method: .head, headers: [.ifNoneMatch: tag])
            #expect(known.status == 304)
        }
    }
}
