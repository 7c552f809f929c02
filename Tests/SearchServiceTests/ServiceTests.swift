import Basics
import JSON
import SamplePackages
import SearchService
import TestSupport
import Testing

@Suite struct ServiceTests {
    @Test func everyAnswerHasTheHeadersOfTheContract() throws {
        try withService { service, _ in
            for target in ["/v1/search?q=pass", "/v1/health", "/v1/packages/pass", "/v1/suggest?q=p", "/none"] {
                let response = service.get(target)
                #expect(response["content-type"] == "application/json", "\(target)")
                #expect(response["access-control-allow-origin"] == "*")
                #expect(response["x-content-type-options"] == "nosniff")
            }
            #expect(service.get("/v1/search?q=pass")["cache-control"] == "public, max-age=300")
            #expect(service.get("/v1/health")["cache-control"] == "no-store")
            #expect(service.get("/none")["cache-control"] == "no-store")
        }
    }

    @Test func methodsAndPaths() throws {
        try withService { service, _ in
            let preflight = service.get("/v1/search", method: "OPTIONS")
            #expect(preflight.status == 204)
            #expect(preflight["access-control-allow-methods"] == "GET, HEAD, OPTIONS")
            #expect(preflight["access-control-allow-headers"] == "Content-Type, X-Api-Key")
            #expect(preflight["access-control-max-age"] == "86400")
            let head = service.get("/v1/search?q=pass", method: "HEAD")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head["content-length"].flatMap { Int($0) } ?? 0 > 100)
            for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", ""] {
                let refused = service.get("/v1/search", method: method)
                #expect(refused.status == 405)
                #expect(refused["allow"] == "GET, HEAD, OPTIONS")
            }
            for path in ["/v2/search", "/v1/search/", "/v1/packages/", "/../etc/passwd", "", "//", "/v1"] {
                #expect(service.get(path).status == 404, "\(path)")
            }
            #expect(service.get("/health").status == 200)
        }
    }

    @Test func aPackageInFull() throws {
        try withService { service, _ in
            let detail = try service.json("/v1/packages/ripgrep")
            #expect(detail["attributePath"]?.string == "ripgrep")
            #expect(detail["programs"]?.array?.compactMap(\.string) == ["rg"])
            #expect(
                detail["sourceUrl"]?.string
                    == "https://github.com/NixOS/nixpkgs/blob/0123456789abcdef0123456789abcdef01234567/pkgs/by-name/ri/ripgrep/package.nix#L12"
            )
            #expect(detail["maintainers"]?[0]?["github"]?.string == "alice")
            let similar = try service.json("/v1/packages/pass")["similar"]?.array ?? []
            #expect(similar.contains { $0["attributePath"]?.string == "keepassxc" })
            #expect(try service.json("/v1/packages/python313Packages.requests")["set"]?.string == "python313Packages")
            #expect(try service.json("/v1/packages/nothing%20such", status: 404)["error"]?.string == "Not found")
        }
    }

    @Test func suggestionsWhileTyping() throws {
        try withService { service, _ in
            let json = try service.json("/v1/suggest?q=ripg")
            #expect(json["suggestions"]?[0]?["attributePath"]?.string == "ripgrep")
            #expect(json["suggestions"]?[0]?.object?.members.count == 5)
        }
    }

    @Test func aKnownAnswerIsNotSentAgain() throws {
        try withService { service, path in
            let first = service.get("/v1/search?q=pass")
            let tag = try #require(first["etag"])
            #expect(tag.hasPrefix("W/\""))
            let again = service.get("/v1/search?q=pass", headers: ["if-none-match": "\"x\", \(tag)"])
            #expect(again.status == 304 && again.body.isEmpty)
            #expect(service.get("/v1/search?q=pass", headers: ["if-none-match": "W/\"other\""]).status == 200)
            #expect(service.get("/v1/search?q=pas")["etag"] != tag)
            // Other contents of the index: another tag.
            try writeIndex(samples + [Sample("passage")], to: path + ".new")
            try replace(path, with: path + ".new")
            #expect(service.get("/v1/search?q=pass", headers: ["if-none-match": tag]).status == 200)
        }
    }

    @Test func recentAnswersAreKept() throws {
        try withService { service, _ in
            let first = service.get("/v1/search?q=pass")
            let second = service.get("/v1/search?q=pass")
            // The time that it took is that of the search that was made.
            #expect(first.body == second.body)
            #expect(service.get("/v1/search?q=pass&limit=1").body != first.body)
            let metrics = String(decoding: service.get("/metrics").body, as: UTF8.self)
            #expect(metrics.contains("fdnix_searches_total{type=\"hybrid\"} 2\n"))
        }
    }

    @Test func aReplacedIndexIsTakenUp() throws {
        try withService { service, path in
            #expect(try service.paths("/v1/search?q=newcomer&semantic=0").isEmpty)
            try writeIndex([Sample("newcomer")], to: path + ".new")
            try replace(path, with: path + ".new")
            #expect(try service.paths("/v1/search?q=newcomer&semantic=0") == ["newcomer"])
            // A damaged one is not: the good one goes on answering.
            try AtomicFile.write(Array("not an index".utf8), to: path)
            #expect(try service.paths("/v1/search?q=newcomer&semantic=0") == ["newcomer"])
            #expect(String(decoding: service.get("/metrics").body, as: UTF8.self).contains("fdnix_index_failed 1\n"))
        }
    }

    @Test func withoutAnIndexTheServiceSaysSoAndRecovers() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/fdnix.idx"
            let service = SearchService(IndexSource(path: path, searchers: 1, interval: .zero))
            let refused = try service.json("/v1/search?q=a", status: 503)
            #expect(refused["error"]?.string == "Service unavailable")
            #expect(refused["message"]?.string == "Index not loaded")
            let health = try service.json("/v1/health", status: 503)
            #expect(health["status"]?.string == "unhealthy" && health["index"]?.isNull == true)
            #expect(try service.json("/v1/search")["duckdb_healthy"]?.bool == false)
            try writeIndex(samples, to: path)
            #expect(service.get("/v1/search?q=a").status == 200)
        }
    }

    @Test func healthTellsTheTruth() throws {
        try withService { service, _ in
            let json = try service.json("/v1/health")
            #expect(json["status"]?.string == "healthy")
            #expect(json["index"]?["packages"]?.int == 5)
            #expect(json["index"]?["run_id"]?.string == "20260102T030405Z-0123abcd")
        }
    }

    @Test func metricsCountWhatHappened() throws {
        try withService { service, _ in
            _ = service.get("/v1/search?q=pass")
            _ = service.get("/v1/search?q=pass", method: "POST")
            _ = service.get("/nowhere")
            let text = String(decoding: service.get("/metrics").body, as: UTF8.self)
            #expect(text.contains("fdnix_requests_total{route=\"search\",status=\"200\"} 1\n"))
            #expect(text.contains("fdnix_requests_total{route=\"search\",status=\"405\"} 1\n"))
            #expect(text.contains("fdnix_requests_total{route=\"unknown\",status=\"404\"} 1\n"))
            #expect(text.contains("fdnix_searches_total{type=\"hybrid\"} 1\n"))
            #expect(text.contains("fdnix_index_packages 5\n"))
            #expect(text.contains("_bucket{route=\"search\",le=\"+Inf\"} 2\n"))
        }
    }

    private func replace(_ path: String, with new: String) throws {
        try AtomicFile.write(FileSystem.read(new), to: path)
    }
}
