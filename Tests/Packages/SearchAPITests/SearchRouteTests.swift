import JSON
import PackageSearch
import SamplePackages
import ServiceAPI
import Testing

@testable import SearchAPI

@Suite struct SearchRouteTests {
    @Test func anAnswerHasEveryKeyOfTheContract() async throws {
        try await withService { service, _ in
            let json = try await service.json("/v1/search?q=password%20manager&include_broken=1")
            let keys = json.object?.members.map(\.key)
            #expect(
                keys == [
                    "message", "query", "total_count", "total_packages", "query_time_ms", "search_type", "packages",
                    "note",
                    "version", "runtime", "query_received", "duckdb_path", "duckdb_lib_path", "bedrock_model_id",
                    "aws_region",
                    "enable_embeddings", "duckdb_initialized", "bedrock_initialized", "duckdb_healthy",
                    "bedrock_healthy",
                ])
            #expect(json["message"]?.string == "Search completed")
            #expect(json["query"]?.string == "password manager")
            #expect(json["search_type"]?.string == "hybrid")
            #expect(json["version"]?.isNull == true)
            let package = try #require(json["packages"]?[0])
            #expect(package["attributePath"]?.string == "keepassxc")
            #expect(
                package.object?.members.map(\.key) == [
                    "packageId", "packageName", "version", "description", "homepage", "license", "attributePath",
                    "relevanceScore", "category", "mainProgram", "broken", "unfree", "available", "insecure",
                    "unsupported", "maintainers", "platforms", "position", "knownVulnerabilities", "variants",
                ])
        }
    }

    @Test func theTotalIsIndependentOfThePage() async throws {
        try await withService { service, _ in
            let all = try await service.json("/v1/search?q=password")
            let total = try #require(all["total_count"]?.int)
            #expect(total >= 2)
            var pages: [String] = []
            for offset in 0..<Int(total) {
                pages += try await service.paths("/v1/search?q=password&limit=1&offset=\(offset)")
            }
            #expect(pages == (try await service.paths("/v1/search?q=password")))
            let past = try await service.json("/v1/search?q=password&offset=99999999999999999999&limit=5")
            #expect(past["total_count"]?.int == total)
            #expect(past["packages"]?.array?.isEmpty == true)
            let end = try await service.json("/v1/search?q=password&offset=9000000000000000000")
            #expect(end["packages"]?.array?.isEmpty == true)
            #expect(end["total_count"]?.int == total)
        }
    }

    @Test(arguments: [("abc", 50), ("0", 1), ("-3", 1), ("1000", 200), ("2", 2)])
    func limitsAreClamped(text: String, limit: Int) async throws {
        try await withService { service, _ in
            let parameters = QueryParameters(parsing: "q=a&limit=\(text)")
            #expect(parameters.first("limit") == text)
            let found = try await service.paths("/v1/search?q=password&limit=\(text)")
            #expect(found.count <= limit)
            #expect(!found.isEmpty)
        }
    }

    @Test func filtersAreAndedAndTheirValuesOred() async throws {
        try await withService { service, _ in
            #expect(try await service.paths("/v1/search?q=password&category=security") == ["keepassxc"])
            #expect(try await service.paths("/v1/search?q=password&platform=aarch64-darwin") == ["keepassxc"])
            #expect(try await service.paths("/v1/search?q=search&license=mi") == ["ripgrep"])
            #expect(try await service.paths("/v1/search?q=search&maintainer=ALICE") == ["ripgrep"])
            #expect(try await service.paths("/v1/search?q=search&license=apache").isEmpty)
            let several = try await service.paths("/v1/search?q=password&category=security,misc&category=none")
            #expect(Set(several).isSuperset(of: ["keepassxc", "pass"]))
            #expect(try await service.paths("/v1/search?q=http&set=python3Packages") == ["python313Packages.requests"])
        }
    }

    @Test func moreValuesThanAnyoneMeansAreRefused() async throws {
        try await withService { service, _ in
            let values = { (count: Int) in (0..<count).map { "m\($0)" }.joined(separator: ",") }
            #expect(await service.get("/v1/search?q=a&maintainer=\(values(32))").status == 200)
            #expect(await service.get("/v1/search?q=a&maintainer=\(values(33))").status == 400)
            #expect(await service.get("/?set=\(values(33))").status == 400)
        }
    }

    @Test func whatIsNotWantedIsLeftOut() async throws {
        try await withService { service, _ in
            #expect(!(try await service.paths("/v1/search?q=password+-category:security")).contains("keepassxc"))
            #expect(try await service.paths("/v1/search?q=password+-category:security").contains("pass"))
            let without = try await service.paths("/v1/search?q=password+-%22password+manager%22&semantic=0")
            #expect(without == ["pass"])
        }
    }

    @Test func brokenPackagesAreHiddenUnlessNamedOrAskedFor() async throws {
        try await withService { service, _ in
            let hidden = try await service.json("/v1/search?q=password%20manager")
            #expect(hidden["note"]?.string?.contains("1 more") == true)
            #expect(!(try await service.paths("/v1/search?q=password%20manager")).contains("gopass"))
            #expect(try await service.paths("/v1/search?q=password%20manager&include_broken=true").contains("gopass"))
            #expect(try await service.paths("/v1/search?q=gopass").first == "gopass")
            #expect(!(try await service.paths("/v1/search?q=gopass&include_broken=0")).contains("gopass"))
        }
    }

    @Test func aLongQueryIsRefusedAndABlankOneGuided() async throws {
        try await withService { service, _ in
            let long = String(repeating: "a", count: 513)
            let refused = try await service.json("/v1/search?q=\(long)", status: 400)
            #expect(refused["error"]?.string == "Bad request")
            for target in ["/v1/search", "/search", "/v1/search?q=", "/v1/search?q=%20%20"] {
                let guide = try await service.json(target)
                #expect(guide["message"]?.string == "fdnix search API")
                #expect(guide["note"]?.string == "pass q to search")
                #expect(guide["total_count"]?.int == 0)
                #expect(guide["runtime"]?.string == "provided.al2023")
                #expect(guide["duckdb_healthy"]?.bool == true)
                #expect(guide["query"]?.isNull == true)
            }
        }
    }

    @Test func fieldsAndFacetsAreChosen() async throws {
        try await withService { service, _ in
            let json = try await service.json("/v1/search?q=password&fields=attributePath,version&facets=category")
            #expect(json["packages"]?[0]?.object?.members.map(\.key) == ["version", "attributePath"])
            let categories = json["facets"]?["category"]?.array?.compactMap { $0["value"]?.string }
            #expect(Set(categories ?? []) == ["security", "misc"])
            // A column's counts leave its own filter out; the other columns' do not.
            let filtered = try await service.json("/v1/search?q=password&category=security&facets=category,platform")
            #expect(filtered["facets"]?["category"]?.array?.count == 2)
            let platforms = filtered["facets"]?["platform"]?.array?.map { $0["count"]?.int }
            #expect(platforms == [1, 1])
            #expect(try await service.json("/v1/search?q=a&fields=nonsense", status: 400)["message"]?.string != nil)
            #expect(try await service.json("/v1/search?q=a&facets=nonsense", status: 400)["message"]?.string != nil)
        }
    }

    @Test func wordsAloneWhereEmbeddingsAreOff() async throws {
        try await withService({ $0.semantic = false }) { service, _ in
            let json = try await service.json("/v1/search?q=password")
            #expect(json["search_type"]?.string == "fts")
        }
        try await withService { service, _ in
            let json = try await service.json("/v1/search?q=password&semantic=0")
            #expect(json["search_type"]?.string == "fts")
        }
    }

    @Test func whatAQueryAsksIsWhatTheParametersSay() throws {
        // The command line's --remote writes what the service reads.
        var query = PackageQuery("a&b=c%20+ü -x")
        query.licenses = ["MIT", "a b"]
        query.includeBroken = false
        query.offset = 7
        query.fields = ["version", "attributePath"]
        let sent = QueryParameters(parsing: QueryParameters(query).encoded())
        #expect(try PackageQuery(sent) == query)
    }

    @Test func parametersAreReadAsTheyAreWritten() {
        var parameters = QueryParameters()
        parameters.append("q", "a&b=c%20+ü")
        parameters.append("set", "x y")
        #expect(QueryParameters(parsing: parameters.encoded()) == parameters)
    }
}
