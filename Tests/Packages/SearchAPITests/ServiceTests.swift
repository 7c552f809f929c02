import Basics
import HTTPTypes
import JSON
import SamplePackages
import SearchAPI
import ServiceAPI
import TestSupport
import Testing

@Suite struct ServiceTests {
    @Test func everyAnswerHasTheHeadersOfTheContract() async throws {
        try await withService { service, _ in
            for target in ["/v1/search?q=pass", "/v1/health", "/v1/packages/pass", "/v1/suggest?q=p", "/none"] {
                let response = await service.get(target)
                #expect(response[.contentType] == "application/json", "\(target)")
                #expect(response[.accessControlAllowOrigin] == "*")
                #expect(response[.xContentTypeOptions] == "nosniff")
            }
            #expect(await service.get("/v1/search?q=pass")[.cacheControl] == "public, max-age=300")
            #expect(await service.get("/v1/health")[.cacheControl] == "no-store")
            #expect(await service.get("/none")[.cacheControl] == "no-store")
        }
    }

    @Test func methodsAndPaths() async throws {
        try await withService { service, _ in
            let preflight = await service.get("/v1/search", method: .options)
            #expect(preflight.status == 204)
            #expect(preflight[.accessControlAllowMethods] == "GET, HEAD, OPTIONS")
            #expect(preflight[.accessControlAllowHeaders] == "Content-Type, X-Api-Key")
            #expect(preflight[.accessControlMaxAge] == "86400")
            let head = await service.get("/v1/search?q=pass", method: .head)
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head[.contentLength].flatMap { Int($0) } ?? 0 > 100)
            for method in [HTTPRequest.Method.post, .put, .delete, .patch, .trace, .connect] {
                let refused = await service.get("/v1/search", method: method)
                #expect(refused.status == 405)
                #expect(refused[.allow] == "GET, HEAD, OPTIONS")
            }
            for path in ["/v2/search", "/v1/search/", "/v1/packages/", "/../etc/passwd", "", "//", "/v1"] {
                #expect(await service.get(path).status == 404, "\(path)")
            }
            #expect(await service.get("/health").status == 200)
        }
    }

    @Test func aPackageInFull() async throws {
        try await withService { service, _ in
            let detail = try await service.json("/v1/packages/ripgrep")
            for name in ["nixpkgs.ripgrep", "nixpkgs%23ripgrep", "legacyPackages.x86_64-linux.ripgrep"] {
                let pasted = try await service.json("/v1/packages/\(name)")
                #expect(pasted["attributePath"]?.string == "ripgrep")
            }
            #expect(detail["attributePath"]?.string == "ripgrep")
            #expect(detail["programs"]?.array?.compactMap(\.string) == ["rg"])
            #expect(
                detail["sourceUrl"]?.string
                    == "https://github.com/NixOS/nixpkgs/blob/0123456789abcdef0123456789abcdef01234567/pkgs/by-name/ri/ripgrep/package.nix#L12"
            )
            #expect(detail["maintainers"]?[0]?["github"]?.string == "alice")
            let similar = try await service.json("/v1/packages/pass")["similar"]?.array ?? []
            #expect(similar.contains { $0["attributePath"]?.string == "keepassxc" })
            #expect(
                try await service.json("/v1/packages/python313Packages.requests")["set"]?.string == "python313Packages")
            #expect(try await service.json("/v1/packages/nothing%20such", status: 404)["error"]?.string == "Not found")
        }
    }

    @Test func suggestionsWhileTyping() async throws {
        try await withService { service, _ in
            let json = try await service.json("/v1/suggest?q=ripg")
            #expect(json["suggestions"]?[0]?["attributePath"]?.string == "ripgrep")
            #expect(json["suggestions"]?[0]?.object?.members.count == 5)
        }
    }

    @Test func aKnownAnswerIsNotSentAgain() async throws {
        try await withService { service, path in
            let first = await service.get("/v1/search?q=pass")
            let tag = try #require(first[.eTag])
            #expect(tag.hasPrefix("W/\""))
            let again = await service.get("/v1/search?q=pass", headers: [.ifNoneMatch: "\"x\", \(tag)"])
            #expect(again.status == 304 && again.body.isEmpty)
            #expect(await service.get("/v1/search?q=pass", headers: [.ifNoneMatch: "W/\"other\""]).status == 200)
            #expect(await service.get("/v1/search?q=pas")[.eTag] != tag)
            // Other contents of the index: another tag.
            try writeIndex(samples + [Sample("passage")], to: path + ".new")
            try replace(path, with: path + ".new")
            #expect(await service.get("/v1/search?q=pass", headers: [.ifNoneMatch: tag]).status == 200)
        }
    }

    @Test func recentAnswersAreKept() async throws {
        try await withService { service, _ in
            let first = await service.get("/v1/search?q=pass")
            let second = await service.get("/v1/search?q=pass")
            // The time that it took is that of the search that was made.
            #expect(first.body == second.body)
            #expect(await service.get("/v1/search?q=pass&limit=1").body != first.body)
            let metrics = String(decoding: await service.get("/metrics").body, as: UTF8.self)
            #expect(metrics.contains("fdnix_searches_total{type=\"hybrid\"} 2\n"))
        }
    }

    @Test func aReplacedIndexIsTakenUp() async throws {
        try await withService { service, path in
            #expect(try await service.paths("/v1/search?q=newcomer&semantic=0").isEmpty)
            try writeIndex([Sample("newcomer")], to: path + ".new")
            try replace(path, with: path + ".new")
            #expect(try await service.paths("/v1/search?q=newcomer&semantic=0") == ["newcomer"])
            // A damaged one is not: the good one goes on answering.
            try AtomicFile.write(Array("not an index".utf8), to: path)
            #expect(try await service.paths("/v1/search?q=newcomer&semantic=0") == ["newcomer"])
            #expect(
                String(decoding: await service.get("/metrics").body, as: UTF8.self).contains("fdnix_index_failed 1\n"))
        }
    }

    @Test func withoutAnIndexTheServiceSaysSoAndRecovers() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/fdnix.idx"
            let service = SearchService(IndexSource(path: path, searchers: 1, interval: .zero))
            let refused = try await service.json("/v1/search?q=a", status: 503)
            #expect(refused["error"]?.string == "Service unavailable")
            #expect(refused["message"]?.string == "Index not loaded")
            let health = try await service.json("/v1/health", status: 503)
            #expect(health["status"]?.string == "unhealthy" && health["index"]?.isNull == true)
            #expect(try await service.json("/v1/search")["duckdb_healthy"]?.bool == false)
            try writeIndex(samples, to: path)
            #expect(await service.get("/v1/search?q=a").status == 200)
        }
    }

    @Test func healthTellsTheTruth() async throws {
        try await withService { service, _ in
            let json = try await service.json("/v1/health")
            #expect(json["status"]?.string == "healthy")
            #expect(json["index"]?["packages"]?.int == 5)
            #expect(json["index"]?["run_id"]?.string == "20260102T030405Z-0123abcd")
        }
    }

    private func replace(_ path: String, with new: String) throws {
        try AtomicFile.write(FileSystem.read(new), to: path)
    }
}
