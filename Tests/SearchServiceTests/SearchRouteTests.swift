import JSON
import SamplePackages
import SearchService
import Testing

@Suite struct SearchRouteTests {
    @Test func anAnswerHasEveryKeyOfTheContract() throws {
        try withService { service, _ in
            let json = try service.json("/v1/search?q=password%20manager&include_broken=1")
            let keys = json.object?.members.map(\.key)
            #expect(
                keys == [
                    "message", "query", "total_count", "query_time_ms", "search_type", "packages", "note", "version",
                    "runtime", "query_received", "duckdb_path", "duckdb_lib_path", "bedrock_model_id", "aws_region",
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
                    "unsupported", "maintainers", "platforms", "position", "knownVulnerabilities",
                ])
        }
    }

    @Test func theTotalIsIndependentOfThePage() throws {
        try withService { service, _ in
            let all = try service.json("/v1/search?q=password")
            let total = try #require(all["total_count"]?.int)
            #expect(total >= 2)
            var pages: [String] = []
            for offset in 0..<Int(total) {
                pages += try service.paths("/v1/search?q=password&limit=1&offset=\(offset)")
            }
            #expect(pages == (try service.paths("/v1/search?q=password")))
            let past = try service.json("/v1/search?q=password&offset=99999999999999999999&limit=5")
            #expect(past["total_count"]?.int == total)
            #expect(past["packages"]?.array?.isEmpty == true)
            let end = try service.json("/v1/search?q=password&offset=9000000000000000000")
            #expect(end["packages"]?.array?.isEmpty == true)
            #expect(end["total_count"]?.int == total)
        }
    }

    @Test(arguments: [("abc", 50), ("0", 1), ("-3", 1), ("1000", 200), ("2", 2)])
    func limitsAreClamped(text: String, limit: Int) throws {
        try withService { service, _ in
            let parameters = QueryParameters(parsing: "q=a&limit=\(text)")
            #expect(parameters.first("limit") == text)
            let found = try service.paths("/v1/search?q=password&limit=\(text)")
            #expect(found.count <= limit)
            #expect(!found.isEmpty)
        }
    }

    @Test func filtersAreAndedAndTheirValuesOred() throws {
        try withService { service, _ in
            #expect(try service.paths("/v1/search?q=password&category=security") == ["keepassxc"])
            #expect(try service.paths("/v1/search?q=password&platform=aarch64-darwin") == ["keepassxc"])
            #expect(try service.paths("/v1/search?q=search&license=mi") == ["ripgrep"])
            #expect(try service.paths("/v1/search?q=search&maintainer=ALICE") == ["ripgrep"])
            #expect(try service.paths("/v1/search?q=search&license=apache").isEmpty)
            let several = try service.paths("/v1/search?q=password&category=security,misc&category=none")
            #expect(Set(several).isSuperset(of: ["keepassxc", "pass"]))
            #expect(try service.paths("/v1/search?q=http&set=python3Packages") == ["python313Packages.requests"])
        }
    }

    @Test func moreValuesThanAnyoneMeansAreRefused() throws {
        try withService { service, _ in
            let values = { (count: Int) in (0..<count).map { "m\($0)" }.joined(separator: ",") }
            #expect(service.get("/v1/search?q=a&maintainer=\(values(32))").status == 200)
            #expect(service.get("/v1/search?q=a&maintainer=\(values(33))").status == 400)
            #expect(service.get("/?set=\(values(33))").status == 400)
        }
    }

    @Test func whatIsNotWantedIsLeftOut() throws {
        try withService { service, _ in
            #expect(!(try service.paths("/v1/search?q=password+-category:security")).contains("keepassxc"))
            #expect(try service.paths("/v1/search?q=password+-category:security").contains("pass"))
            let without = try service.paths("/v1/search?q=password+-%22password+manager%22&semantic=0")
            #expect(without == ["pass"])
        }
    }

    @Test func brokenPackagesAreHiddenUnlessNamedOrAskedFor() throws {
        try withService { service, _ in
            let hidden = try service.json("/v1/search?q=password%20manager")
            #expect(hidden["note"]?.string?.contains("1 more") == true)
            #expect(!(try service.paths("/v1/search?q=password%20manager")).contains("gopass"))
            #expect(try service.paths("/v1/search?q=password%20manager&include_broken=true").contains("gopass"))
            #expect(try service.paths("/v1/search?q=gopass").first == "gopass")
            #expect(!(try service.paths("/v1/search?q=gopass&include_broken=0")).contains("gopass"))
        }
    }

    @Test func aLongQueryIsRefusedAndABlankOneGuided() throws {
        try withService { service, _ in
            let long = String(repeating: "a", count: 513)
            let refused = try service.json("/v1/search?q=\(long)", status: 400)
            #expect(refused["error"]?.string == "Bad request")
            for target in ["/v1/search", "/search", "/v1/search?q=", "/v1/search?q=%20%20"] {
                let guide = try service.json(target)
                #expect(guide["message"]?.string == "fdnix search API")
                #expect(guide["note"]?.string == "pass q to search")
                #expect(guide["total_count"]?.int == 0)
                #expect(guide["runtime"]?.string == "provided.al2023")
                #expect(guide["duckdb_healthy"]?.bool == true)
                #expect(guide["query"]?.isNull == true)
            }
        }
    }

    @Test func fieldsAndFacetsAreChosen() throws {
        try withService { service, _ in
            let json = try service.json("/v1/search?q=password&fields=attributePath,version&facets=category")
            #expect(json["packages"]?[0]?.object?.members.map(\.key) == ["version", "attributePath"])
            let categories = json["facets"]?["category"]?.array?.compactMap { $0["value"]?.string }
            #expect(Set(categories ?? []) == ["security", "misc"])
            // A column's counts leave its own filter out; the other columns' do not.
            let filtered = try service.json("/v1/search?q=password&category=security&facets=category,platform")
            #expect(filtered["facets"]?["category"]?.array?.count == 2)
            let platforms = filtered["facets"]?["platform"]?.array?.map { $0["count"]?.int }
            #expect(platforms == [1, 1])
            #expect(try service.json("/v1/search?q=a&fields=nonsense", status: 400)["message"]?.string != nil)
            #expect(try service.json("/v1/search?q=a&facets=nonsense", status: 400)["message"]?.string != nil)
        }
    }

    @Test func wordsAloneWhereEmbeddingsAreOff() throws {
        try withService({ $0.semantic = false }) { service, _ in
            let json = try service.json("/v1/search?q=password")
            #expect(json["search_type"]?.string == "fts")
        }
        try withService { service, _ in
            let json = try service.json("/v1/search?q=password&semantic=0")
            #expect(json["search_type"]?.string == "fts")
        }
    }

    @Test func whatAQueryAsksIsWhatTheParametersSay() throws {
        // The command line's --remote writes what the service reads.
        var parameters = QueryParameters()
        parameters.append("q", "a&b=c%20+ü")
        parameters.append("set", "x y")
        #expect(QueryParameters(parsing: parameters.encoded()) == parameters)
    }
}
