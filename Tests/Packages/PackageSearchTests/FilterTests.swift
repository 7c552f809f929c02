import PackageSearch
import SamplePackages
import SearchEngine
import TestSupport
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
        "a maintainer matches by the whole account, else by a part of the name",
        arguments: [
            ("alice", ["one"]), ("ALICEX", ["python313Packages.four"]), ("liddell", ["one"]), ("bo", ["two"]),
            ("lic", ["one", "two"]),
            ("alicexx", []),
        ] as [(String, [String])])
    func maintainers(text: String, found: [String]) throws { #expect(try paths { $0.maintainers = [text] } == found) }

    @Test(
        "a set matches as it is called, else every version of it",
        arguments: [
            ("python3Packages", ["python312Packages.three", "python313Packages.four"]),
            ("PYTHONPACKAGES", ["python312Packages.three", "python313Packages.four"]),
            ("linuxPackages", ["linuxPackages.six"]), ("linuxPackages_6", ["linuxPackages_6_12.five"]),
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

@Suite("Facets and filters")
struct FacetFilterTests {
    @Test("Choosing a value gives what is counted for it, for every value of every column, variants together or apart")
    func counts() throws {
        var random = SplitMix(31)
        let licenses = [
            ["MIT", "mit", "MIT License"], ["MIT-0", "mit0", "MIT No Attribution"],
            ["GPL-2.0-only", "gpl2Only", "GNU General Public License v2.0 only"],
            ["LGPL-2.0-only", "lgpl2Only", "GNU Library General Public License v2 only"], ["", "free", ""],
        ]
        let sets = ["", "snakePackages", "snake3Packages", "snake31Packages", "nixPackages_1", "nixPackages"]
        let samples = (0..<150).map { i in
            Sample((sets[i % 6].isEmpty ? "" : sets[i % 6] + ".") + "thing\(i / 6)") {
                $0.description = ["common word", "common thing", "word"][i % 3]
                $0.licenses = licenses.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
                $0.maintainers = [("ann", "Ann"), ("annabel", "Bo ann"), ("", "ann smith")].filter { _ in
                    Bool.random(using: &random)
                }
                $0.platforms = ["x86_64-linux", "aarch64-linux", "i686-linux"].filter { _ in Bool.random(using: &random)
                }
                $0.category = ["misc", "games", "tools"][i % 3]
                $0.group = i % 6 == 0 ? "" : "thing\(i / 6)"
            }
        }
        let searcher = try searcher(samples)
        for text in ["common", "common word"] {
            for variants in [false, true] {
                var query = PackageQuery(text)
                query.variants = variants
                query.facets = FacetColumn.all
                for (column, counts) in searcher.search(query).facets {
                    for count in counts {
                        var chosen = PackageQuery(text)
                        chosen.variants = variants
                        let value = PackageFacet.filterValue(count.value, of: column)
                        switch column {
                        case .license: chosen.licenses = [value]
                        case .platform: chosen.platforms = [value]
                        case .maintainer: chosen.maintainers = [value]
                        case .set: chosen.sets = [value]
                        case .category: chosen.categories = [value]
                        default: continue
                        }
                        #expect(searcher.search(chosen).total == count.count, "\(column.name) \(value)")
                    }
                }
            }
        }
    }
}
