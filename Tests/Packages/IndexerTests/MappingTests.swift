import Basics
import Catalog
import JSON
import Nixpkgs
import PackageSearch
import SearchEngine
import TestSupport
import Testing

@testable import Indexer

@Suite("From a record to the search index", .enabled(if: duckDBIsAvailable))
struct MappingTests {
    @Test("the index holds what the full database holds, package by package")
    func agreement() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await work.run()
        let searcher = try work.searcher()
        let index = searcher.index
        try index.verify()
        var count = 0
        try FullDatabase(reading: work.full).forEachPackage { stored in
            count += 1
            let package = stored.package
            let hit = try #require(searcher.package(package.id))
            #expect(hit[.packageName] == package.packageName)
            #expect(hit[.version] == package.version)
            #expect(hit[.mainProgram] == package.mainProgram)
            #expect(hit[.description] == package.description)
            #expect(hit[.longDescription] == package.longDescription)
            #expect(hit[.homepage] == package.homepage)
            #expect(hit[.license] == package.license?.label ?? "")
            #expect(hit[.position] == package.position)
            #expect(hit.category == package.category.rawValue)
            #expect(hit.platforms == package.supportedPlatforms)
            #expect(hit.flags.contains(.broken) == package.broken)
            #expect(hit.flags.contains(.unfree) == package.unfree)
            #expect(hit.flags.contains(.insecure) == package.insecure)
            #expect(hit.flags.contains(.unsupported) == package.unsupported)
            #expect(hit.flags.contains(.unavailable) == !package.available)
        }
        #expect(index.documentCount == count)
        #expect(try work.table(work.minified, "packages").count == count)
    }

    @Test("every field of a rich record reaches the answer")
    func rich() async throws {
        let work = try Workspace()
        defer { work.remove() }
        var packages = Packages(["plain"])
        packages["python313Packages.thing"] = [
            "description": "Thing with \"quotes\"", "longDescription": "More about it", "mainProgram": "thingctl",
            "homepage": .array(["ftp://x", "https://thing.example"]),
            "position": "pkgs/development/python-modules/thing/default.nix:3",
            "license": .array([
                .object(["spdxId": "MIT", "shortName": "mit", "fullName": "MIT License"]),
                .object(["shortName": "odd"]),
            ]),
            "maintainers": .array([
                .object(["name": "Ann", "email": "ann@example.org", "github": "ann", "githubId": .integer(1)])
            ]),
            "platforms": .array(["x86_64-linux", "aarch64-linux"]), "broken": true,
            "knownVulnerabilities": .array(["CVE-1"]),
            "changelog": "https://thing.example/log", "teams": .array([.object(["shortName": "Python"])]),
        ]
        try await work.run(packages)
        let searcher = try work.searcher()
        let hit = try #require(searcher.package("python313Packages.thing"))
        var json = JSONWriter()
        hit.write(to: &json)
        let value = try JSONValue.parse(json.bytes)
        #expect(value["description"]?.string == "Thing with \"quotes\"")
        #expect(value["homepage"]?.string == "https://thing.example")
        #expect(value["license"]?.string == "MIT, odd")
        #expect(value["category"]?.string == "python")
        #expect(value["broken"]?.bool == true)
        #expect(value["insecure"]?.bool == true)
        #expect(value["maintainers"] == .array([.object(["name": "Ann", "github": "ann"])]))
        #expect(value["platforms"] == .array(["x86_64-linux", "aarch64-linux"]))
        #expect(value["knownVulnerabilities"] == .array(["CVE-1"]))
        #expect(hit.teams == ["Python"])
        // E-mail addresses are in the full database only.
        #expect(try !String(decoding: FileSystem.read(work.index), as: UTF8.self).contains("ann@example.org"))

        // Found by each of its names, and by filters.
        for text in ["python313Packages.thing", "thing", "thingctl"] {
            #expect(searcher.search(PackageQuery(text)).hits.first?[.attributePath] == "python313Packages.thing")
        }
        var query = PackageQuery("quotes license:odd maintainer:ann set:python3Packages")
        query.includeBroken = true
        let prepared = PreparedQuery(query, on: searcher.index)
        let vector = try await #require(QueryEmbedding(index: searcher.index)).embed(prepared)
        #expect(searcher.search(prepared, vector).hits.map { $0[.attributePath] } == ["python313Packages.thing"])
    }

    @Test("versions of a set's package are variants of each other")
    func variants() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await work.run(Packages(["python312Packages.x", "python313Packages.x", "x", "python313Packages.y"]))
        let searcher = try work.searcher()
        #expect(searcher.package("python312Packages.x")?.variants.map { $0[.attributePath] } == ["python313Packages.x"])
        #expect(searcher.package("x")?.variants.isEmpty == true)
    }

    @Test("versions come newest first behind the default, as one answer or apart, by whatever name they are asked for")
    func versions() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let versions = ["store_9": "9.3", "store_14": "14.3", "store_15": "15.3", "store_18": "18.3", "store": "15.3"]
        let paths = versions.keys.sorted() + ["storeMainline", "store-unwrapped"]
        var packages = Packages(["keep"])
        for path in paths {
            packages[path] = ["description": "Object database", "homepage": "https://store.example"]
            packages.set(path, "pname", "store")
            packages.set(path, "version", .string(versions[path] ?? (path == "storeMainline" ? "19pre1" : "99")))
        }
        try await work.run(packages)
        let searcher = try work.searcher()
        let ordered = [
            "store", "storeMainline", "store_18", "store_15", "store_14", "store_9", "store-unwrapped",
        ]
        for text in ["store", "object database"] {
            let results = searcher.search(PackageQuery(text))
            let hit = try #require(results.hits.first { $0[.packageName] == "store" })
            #expect([hit[.attributePath]] + hit.matchingVariants.map { $0[.attributePath] } == ordered)
            #expect(results.totalPackages - results.total == ordered.count - 1)
        }
        var apart = PackageQuery("object database")
        apart.variants = true
        let found = searcher.search(apart).hits.filter { $0[.packageName] == "store" }
        #expect(found.map { $0[.attributePath] } == ordered)
    }

    @Test("broken records are skipped and counted, the rest is indexed")
    func skipped() async throws {
        let work = try Workspace()
        defer { work.remove() }
        var packages = Packages(["good", "unknown-name"])
        packages.set("unknown-name", "pname", "unknown")
        let report = try await work.run(packages)
        #expect(report.packages == 1)
        #expect(report.skippedCount == 1)
        #expect(report.summary.contains { $0.contains("unknown-name") })
        #expect(try work.manifest["skipped"]?.int == 1)
    }

    @Test("changed records never crash the pipeline: it gives an index or one clear line")
    func fuzz() async throws {
        var random = SplitMix(29)
        let good = try Packages.sample(12).encoded
        let iterations = ProcessEnvironment.current["FDNIX_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 25
        let work = try Workspace()
        defer { work.remove() }
        let path = "\(work.directory)/fuzz.json"
        let snippets = [
            "null", "[]", "{}", "\"", "\\u0000", "\\ud800", "-1e999", "true", ",", "}", "[[[[", "\u{0}", "é",
        ].map { Array($0.utf8) }
        for _ in 0..<iterations {
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...60, using: &random)))
                case 2: bytes.insert(contentsOf: snippets.randomElement(using: &random) ?? [], at: at)
                default: bytes[at] = [0x22, 0x7B, 0x7D, 0x5B, 0x5D, 0x2C, 0x3A].randomElement(using: &random) ?? 0
                }
            }
            try AtomicFile.write(bytes, to: path)
            let variables = [
                "FDNIX_SOURCE": "packages-json:\(path)", "FDNIX_MAX_SHRINK": "1", "FDNIX_MIN_COVERAGE": "0",
            ]
            do {
                let report = try await work.run(nil, variables)
                #expect(report.packages > 0)
                #expect(try SearchIndex(path: work.index, schema: .packages).documentCount == report.packages)
            } catch let failure as IndexingFailure {
                #expect(failure.cause is FdnixError)
                #expect(!failure.description.contains("\n"))
            }
        }
        #expect(try work.leftovers == [])
    }
}
