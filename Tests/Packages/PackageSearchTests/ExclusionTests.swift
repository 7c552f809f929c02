import PackageSearch
import SamplePackages
import Testing

@Suite("Broken, unfree, insecure and unsupported packages")
struct ExclusionTests {
    private static let samples: [Sample] = [
        ("plain", []), ("broke", .broken), ("paid", .unfree), ("both", [.broken, .unfree]), ("leaky", .insecure),
        ("foreign", .unsupported), ("gone", .unavailable),
    ].map { (name: String, flags: PackageFlags) in
        Sample(name) {
            $0.description = "common word"
            $0.program = "\(name)-program"
            $0.flags = flags
        }
    }

    private func searcher() throws -> PackageSearcher { try SamplePackages.searcher(Self.samples) }

    @Test("broken and unfree are left out unless asked for; insecure and unsupported are in")
    func defaults() throws {
        let searcher = try searcher()
        let plain = ["foreign", "gone", "leaky", "plain"]
        #expect(searcher.paths("common") == plain)
        #expect(searcher.paths("common") { $0.includeBroken = true } == (plain + ["broke"]).sorted())
        #expect(searcher.paths("common") { $0.includeUnfree = true } == (plain + ["paid"]).sorted())
        #expect(
            searcher.paths("common") {
                $0.includeBroken = true
                $0.includeUnfree = true
            }.count == 7)
        #expect(searcher.paths("common") { $0.includeInsecure = false } == ["foreign", "gone", "plain"])
        #expect(searcher.paths("common") { $0.includeUnsupported = false } == ["gone", "leaky", "plain"])
    }

    @Test("a note tells how many were left out, and none when none was")
    func note() throws {
        let searcher = try searcher()
        let results = searcher.search(PackageQuery("common"))
        #expect(results.total == 4)
        #expect(results.hidden == 3)
        #expect(results.note?.hasPrefix("3 more matching packages are") == true)
        var query = PackageQuery("common")
        query.includeBroken = true
        query.includeUnfree = true
        #expect(searcher.search(query).note == nil)
        query.includeUnfree = nil
        #expect(searcher.search(query).note?.hasPrefix("2 more") == true)
    }

    @Test("a package asked for by name or program is shown with its flags", arguments: ["broke", "paid", "both"])
    func forgiven(name: String) throws {
        let searcher = try searcher()
        for text in [name, name.uppercased(), "\(name)-program"] {
            let hit = try #require(searcher.search(PackageQuery(text)).hits.first)
            #expect(hit[.attributePath] == name)
            #expect(!hit.flags.isEmpty)
        }
    }

    @Test("an explicit no removes even the package asked for by name")
    func explicit() throws {
        let searcher = try searcher()
        #expect(!searcher.paths("broke") { $0.includeBroken = false }.contains("broke"))
        #expect(!searcher.paths("paid") { $0.includeUnfree = false }.contains("paid"))
        #expect(!searcher.paths("both") { $0.includeUnfree = false }.contains("both"))
        // The other flag's default does not take it back.
        #expect(
            !searcher.paths("both") {
                $0.includeUnfree = false
                $0.includeBroken = true
            }.contains("both"))
        #expect(searcher.paths("broke") { $0.includeUnfree = false }.contains("broke"))
        #expect(!searcher.paths("leaky") { $0.includeInsecure = false }.contains("leaky"))
        #expect(!searcher.paths("foreign") { $0.includeUnsupported = false }.contains("foreign"))
    }

    @Test("an exact match does not get round a filter")
    func filters() throws { #expect(try searcher().paths("broke") { $0.licenses = ["mit"] } == []) }

    @Test("flags have names for people")
    func names() {
        #expect(PackageFlags([.broken, .insecure]).names == ["broken", "insecure"])
        #expect(PackageFlags([]).names == [])
    }
}
