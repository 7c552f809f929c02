import JSON
import PackageSearch
import SearchEngine
import Testing

@testable import Indexer

@Suite("Platforms, from a record to filters, facets and databases", .enabled(if: duckDBIsAvailable))
struct PlatformFilterTests {
    @Test("a filter finds what supports the platform; facets count just that")
    func filters() async throws {
        let work = try Workspace()
        defer { work.remove() }
        var packages = Packages(["plain", "listed", "patterned", "elsewhere", "nowhere", "all-but"])
        let elf: JSONValue = ["kernel": ["name": "linux", "execFormat": ["name": "elf"], "families": [:]]]
        packages["listed"] = ["platforms": ["x86_64-linux", "aarch64-darwin"], "badPlatforms": ["aarch64-darwin"]]
        packages["patterned"] = ["platforms": [elf, ["kernel": ["families": ["darwin": [:]]]]]]
        packages["elsewhere"] = ["platforms": ["powerpc64-linux", ["cpu": ["family": "avr"]]]]
        packages["nowhere"] = ["platforms": []]
        packages["all-but"] = ["badPlatforms": [elf]]
        try await work.run(packages)
        let searcher = try work.searcher()
        let expected = [
            "x86_64-linux": ["listed", "patterned", "plain"], "aarch64-darwin": ["all-but", "patterned", "plain"],
            "avr-none": ["all-but", "elsewhere", "plain"], "powerpc64-linux": ["elsewhere", "patterned", "plain"],
            "z80-none": [],
        ]
        for (platform, paths) in expected {
            var query = PackageQuery("platform:\(platform.uppercased())")
            query.facets = [.platform]
            let results = searcher.search(query)
            #expect(results.hits.map { $0[.attributePath] }.sorted() == paths, "\(platform)")
            let count = results.facets[.platform]?.first { $0.value == platform }?.count
            #expect(count ?? 0 == paths.count, "\(platform)")
        }
        #expect(try #require(searcher.package("listed")).platforms == ["x86_64-linux"])
        #expect(try #require(searcher.package("nowhere")).platforms.isEmpty)

        func column(_ path: String, _ name: String, _ id: String) throws -> String {
            try work.rows(path, "SELECT \(name) FROM packages WHERE package_id = '\(id)'").first ?? ""
        }
        #expect(try column(work.full, "platforms", "plain") == "[]")
        #expect(try column(work.full, "platforms", "listed") == #"["x86_64-linux","aarch64-darwin"]"#)
        #expect(try column(work.full, "badPlatforms", "listed") == #"["aarch64-darwin"]"#)
        #expect(try column(work.minified, "platforms", "listed") == #"["x86_64-linux"]"#)
        #expect(try column(work.minified, "platforms", "plain").contains(#""x86_64-linux""#))
        #expect(try column(work.minified, "platforms", "nowhere") == "[]")
    }
}
