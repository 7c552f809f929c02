import PackageSearch
import SamplePackages
import SearchEngine
import Testing

@Suite("Filters")
struct FilterTests {
    private static let samples: [Sample] = [
        Sample("one") {
            $0.licenses = [["MIT", "mit", "MIT License"]]
            $0.maintainers = [("alice", "Alice Liddell")]
            $0.category = "editors"
        },
        Sample("two") {
            $0.licenses = [
                ["GPL-3.0-or-later", "gpl3Plus", "GNU General Public License v3.0 or later"], ["", "", "Odd 100%_*"],
            ]
            $0.maintainers = [("bob", "Bob alice")]
            $0.platforms = ["aarch64-darwin"]
        },
        Sample("python312Packages.three") { $0.licenses = [["Apache-2.0", "asl20", "Apache License 2.0"]] },
        Sample("python313Packages.four") { $0.maintainers = [("alicex", "")] },
        Sample("linuxPackages_6_12.five"), Sample("linuxPackages.six"),
    ].map { sample in
        var sample = sample
        sample.description = "common word"
        return sample
    }

    private func paths(_ edit: (inout PackageQuery) -> Void) throws -> [String] {
        try searcher(Self.samples).paths("common", edit)
    }

    @Test(
        "a licence matches by any part of its id, short name or full name, in any case",
        arguments: [
            ("mit", ["one"]), ("MIT", ["one"]), ("gnu general", ["two"]), ("GPL", ["two"]),
            ("asl", ["python312Packages.three"]),
            ("2.0,mit", ["one", "python312Packages.three"]), (" mit , gpl3 ", ["one", "two"]), ("100%_*", ["two"]),
            ("%", ["two"]), ("*mit*", []), ("m.t", []), ("no such", []),
        ] as [(String, [String])])
    func licenses(text: String, found: [String]) throws { #expect(try paths { $0.licenses = [text] } == found) }

    @Test("no part of one licence is joined with a part of the next")
    func licenseBorders() throws { #expect(try paths { $0.licenses = ["MITmit", "mit\u{1F}mit"] } == []) }

    @Test("an empty filter filters nothing")
    func empty() throws {
        #expect(try paths { $0.licenses = ["", " ", ","] }.count == 6)
        #expect(try paths { $0.sets = [] }.count == 6)
    }

    @Test("several values of one filter are an OR, different filters an AND")
    func combination() throws {
        #expect(try paths { $0.licenses = ["mit", "apache"] } == ["one", "python312Packages.three"])
        #expect(
            try paths {
                $0.licenses = ["mit", "gpl"]
                $0.platforms = ["AARCH64-darwin"]
            } == ["two"])
        #expect(
            try paths {
                $0.licenses = ["mit"]
                $0.categories = ["games"]
            } == [])
    }

    @Test(
        "a maintainer matches by the whole account or a part of the name",
        arguments: [
            ("alice", ["one", "two"]), ("ALICEX", ["python313Packages.four"]), ("liddell", ["one"]), ("bo", ["two"]),
            ("lic", ["one", "two"]),
            ("alicexx", []),
        ] as [(String, [String])])
    func maintainers(text: String, found: [String]) throws { #expect(try paths { $0.maintainers = [text] } == found) }

    @Test(
        "a set matches with its version, and every version without one",
        arguments: [
            ("python3Packages", ["python312Packages.three", "python313Packages.four"]),
            ("PYTHONPACKAGES", ["python312Packages.three", "python313Packages.four"]),
            ("linuxPackages", ["linuxPackages.six", "linuxPackages_6_12.five"]),
            ("linuxPackages_6_12", ["linuxPackages_6_12.five"]), ("python313Packages", ["python313Packages.four"]),
            ("python310Packages", []), ("pythonPackagesX", []),
        ] as [(String, [String])])
    func sets(text: String, found: [String]) throws { #expect(try paths { $0.sets = [text] } == found) }

    @Test("a category or platform matches as a whole, in any case")
    func wholeValues() throws {
        #expect(try paths { $0.categories = ["EDITORS"] } == ["one"])
        #expect(try paths { $0.categories = ["edit"] } == [])
        #expect(try paths { $0.platforms = ["x86_64"] } == [])
        #expect(try paths { $0.platforms = ["x86_64-linux"] }.count == 5)
    }

    @Test("labels in the text filter like the options do, quotes and all")
    func labels() throws {
        let searcher = try searcher(Self.samples)
        #expect(searcher.paths("common license:mit") == ["one"])
        #expect(searcher.paths("LICENCE:mit,gpl common") == ["one", "two"])
        #expect(searcher.paths("common maintainer:\"alice liddell\"") == ["one"])
        #expect(searcher.paths("common system:aarch64-darwin") == ["two"])
        #expect(searcher.paths("common platform:aarch64-darwin license:mit") == [])
        #expect(searcher.paths("common set:python3Packages category:misc").count == 2)
        #expect(searcher.paths("common category:editors") == ["one"])
        // A label we do not know is words; a label without a value asks for nothing.
        #expect(searcher.paths("unknown:mit common").count == 6)
        #expect(searcher.paths("license: common").count == 6)
    }

    @Test("totals count what passes the filters")
    func totals() throws {
        var query = PackageQuery("common license:mit")
        query.limit = 1
        #expect(try searcher(Self.samples).search(query).total == 1)
    }
}
