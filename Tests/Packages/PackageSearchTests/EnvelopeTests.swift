import JSON
import PackageSearch
import SamplePackages
import Testing

@Suite("The search API's answer")
struct EnvelopeTests {
    private func envelope(_ samples: [Sample], _ query: PackageQuery, milliseconds: Double = 1.23456) throws
        -> JSONValue
    {
        var json = JSONWriter()
        SearchEnvelope(try searcher(samples).search(query), milliseconds: milliseconds).write(to: &json)
        return try JSONValue.parse(json.bytes)
    }

    private func keys(_ value: JSONValue?) -> [String] { value?.object?.members.map(\.key) ?? [] }

    @Test("every key is there, in the contract's order, and unused ones are null")
    func keysOfTheEnvelope() throws {
        let value = try envelope([Sample("alpha")], PackageQuery("alpha"))
        let unused = [
            "version", "runtime", "query_received", "duckdb_path", "duckdb_lib_path", "bedrock_model_id", "aws_region",
            "enable_embeddings", "duckdb_initialized", "bedrock_initialized", "duckdb_healthy", "bedrock_healthy",
        ]
        #expect(
            keys(value) == [
                "message", "query", "total_count", "total_packages", "query_time_ms", "search_type", "packages", "note",
            ] + unused)
        for key in unused + ["note"] { #expect(value[key] == .null) }
        #expect(value["message"]?.string == "Search completed")
        #expect(value["query"]?.string == "alpha")
        #expect(value["total_count"]?.int == 1)
        #expect(value["query_time_ms"]?.double == 1.235)
        #expect(value["search_type"]?.string == "fts")
    }

    @Test("a package has every key, in the contract's order, whatever it lacks")
    func keysOfAPackage() throws {
        let value = try envelope([Sample("alpha")], PackageQuery("alpha"))
        let package = value["packages"]?[0]
        #expect(
            keys(package) == [
                "packageId", "packageName", "version", "description", "homepage", "license", "attributePath",
                "relevanceScore", "category", "mainProgram", "broken", "unfree", "available", "insecure", "unsupported",
                "maintainers", "platforms", "position", "knownVulnerabilities", "variants",
            ])
        #expect(package?["license"] == .null)
        #expect(package?["homepage"] == .string(""))
        #expect(package?["maintainers"] == .array([]))
        #expect(package?["knownVulnerabilities"] == .array([]))
        #expect(package?["platforms"] == .array([.string("x86_64-linux")]))
        #expect(package?["available"] == .bool(true))
        #expect(package?["relevanceScore"]?.double ?? 0 > 0)
    }

    @Test("stored values, flags and hostile texts come out as they are")
    func values() throws {
        let hostile = "quotes \" back\\slash \u{1F980} <b>&amp;"
        let sample = Sample("set.\"odd.name\"") {
            $0.description = hostile
            $0.license = "MIT"
            $0.category = "editors"
            $0.flags = [.broken, .unfree, .insecure, .unsupported, .unavailable]
            $0.stored[.maintainersJson] = #"[{"name":"A \"B\"","github":"ab"}]"#
            $0.stored[.knownVulnerabilitiesJson] = #"["CVE-1"]"#
        }
        var query = PackageQuery("set.\"odd.name\"")
        query.includeBroken = true
        query.includeUnfree = true
        let package = try #require(try envelope([sample], query)["packages"]?[0])
        #expect(package["packageId"]?.string == "set.\"odd.name\"")
        #expect(package["description"]?.string == hostile)
        #expect(package["license"]?.string == "MIT")
        #expect(package["category"]?.string == "editors")
        for flag in ["broken", "unfree", "insecure", "unsupported"] { #expect(package[flag]?.bool == true) }
        #expect(package["available"]?.bool == false)
        #expect(package["maintainers"]?[0]?["name"]?.string == "A \"B\"")
        #expect(package["knownVulnerabilities"]?[0]?.string == "CVE-1")
    }

    @Test("a page past the end is empty and tells the true total; pages neither overlap nor skip")
    func paging() throws {
        let samples = (0..<25).map { i in Sample("tool\(i)") { $0.description = "a tool for testing" } }
        let searcher = try searcher(samples)
        func page(_ offset: Int, _ limit: Int) -> [String] {
            var query = PackageQuery("testing")
            query.offset = offset
            query.limit = limit
            let results = searcher.search(query)
            #expect(results.total == 25)
            return results.hits.map { $0[.attributePath] }
        }
        let all = page(0, 200)
        #expect(Set(all).count == 25)
        #expect(stride(from: 0, to: 30, by: 7).flatMap { page($0, 7) } == all)
        for offset in [25, 1000, Int.max] { #expect(page(offset, 10).isEmpty) }
    }

    @Test("scores never increase down the list")
    func order() throws {
        let samples = (0..<40).map { i in Sample("p\(i)") { $0.description = i % 3 == 0 ? "word other" : "word" } }
        let scores = try searcher(samples).search(PackageQuery("word other")).hits.map(\.score)
        #expect(scores.count == 40)
        #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 })
    }

    @Test("an explanation is added only where it was asked for")
    func explanation() throws {
        var query = PackageQuery("alpha")
        query.explain = true
        let explained = try envelope([Sample("alpha")], query)["packages"]?[0]
        #expect(keys(explained).last == "explanation")
        #expect(explained?["explanation"]?["match"]?.string == "key")
    }
}
