import Basics
import SamplePackages
import SearchEngine
import TestSupport
import Testing

@testable import PackageSearch

@Suite("Knowledge files")
struct KnowledgeTests {
    @Test("Every file that ships parses, and is not empty", arguments: KnowledgeTable.File.allCases)
    func shipped(_ file: KnowledgeTable.File) throws {
        let table = try KnowledgeTable(file)
        #expect(table.entries.count > 100)
        for entry in table.entries {
            #expect(entry.key == entry.key.lowercased())
            #expect(Set(entry.targets).count == entry.targets.count, "\(entry.key) names a target twice")
        }
    }

    @Test("Altogether there are well over a thousand entries")
    func breadth() throws {
        let total = try KnowledgeTable.File.allCases.reduce(0) { try $0 + KnowledgeTable($1).entries.count }
        #expect(total > 5000)
    }

    @Test("A synonym names other words than its own")
    func synonyms() throws {
        for entry in try KnowledgeTable(.synonyms).entries { #expect(!entry.targets.contains(entry.key)) }
    }

    @Test("A line that is not as it should be is an error that names file and line")
    func malformed() {
        let cases: [(String, String)] = [
            ("a\tb\na\tc\n", "x.tsv:2"), ("b\tx\n# comment\na\ty\n", "x.tsv:3"), ("only one column\n", "x.tsv:1"),
            ("a\tb\tc\n", "x.tsv:1"), ("\tb\n", "x.tsv:1"), ("a\t\n", "x.tsv:1"),
        ]
        for (text, place) in cases {
            let error = #expect(throws: FdnixError.self) {
                try KnowledgeTable(parsing: Array(text.utf8), name: "x.tsv", columns: 2)
            }
            #expect(error?.message.hasPrefix(place) == true)
        }
    }

    @Test("Queries that ask for an alternative name the product; others do not")
    func alternatives() {
        func product(_ text: String) -> String? {
            QueryKnowledge.alternative(text.split(separator: " ").map(String.init))
        }
        #expect(product("open source photoshop alternative") == "photoshop")
        #expect(product("alternative to google docs") == "google docs")
        #expect(product("replacement for ls") == "ls")
        #expect(product("something like spotify") == "spotify")
        #expect(product("photo editor") == nil)
        #expect(product("open source alternative") == nil)
    }

    @Test("What is kept of queries is bounded by the tables, whatever people ask")
    func bounded() throws {
        let index = try searcher([Sample("python313Packages.a"), Sample("perlPackages.b")]).index
        let knowledge = try QueryKnowledge(index)
        let words = try KnowledgeTable(.ecosystems).entries.map(\.key).filter { $0.allSatisfy(\.isLetter) }
        let sets = Set(try KnowledgeTable(.ecosystems).entries.flatMap(\.targets))
        var random = SplitMix(3)
        for _ in 0..<2000 {
            let text = words.shuffled(using: &random).prefix(Int.random(in: 2...5, using: &random))
            var request = SearchRequest(Query(parsing: text.joined(separator: " ")))
            knowledge.enrich(&request)
            #expect(request.preferred != nil)
        }
        #expect(knowledge.preferences.count <= sets.count)
    }

    @Test("Several sets that a query speaks of are all preferred")
    func union() throws {
        let searcher = try searcher([
            Sample("python313Packages.a") { $0.description = "http client" },
            Sample("perlPackages.b") { $0.description = "http client" },
            Sample("luaPackages.c") { $0.description = "http client" },
        ])
        let knowledge = try QueryKnowledge(searcher.index)
        var request = SearchRequest(Query(parsing: "python perl http client"))
        knowledge.enrich(&request)
        request.filters = [try #require(request.preferred)]
        let found = Searcher(searcher.index).search(request).hits.map { searcher.index.stored($0.document, 0) }
        #expect(Set(found) == ["python313Packages.a", "perlPackages.b"])
    }

    @Test("Sets are the same whatever their version")
    func sets() {
        #expect(PackageSet.unversioned("python313Packages") == PackageSet.unversioned("python314Packages"))
        #expect(PackageSet.unversioned("linuxPackages_6_12") == PackageSet.unversioned("linuxPackages"))
        #expect(PackageSet.unversioned("vscode-extensions.rust-lang") == "vscode-extensions.rust-lang")
    }
}

@Suite("Bootstrap")
struct BootstrapTests {
    @Test("The interval holds the mean, narrows with more values, and is the same every time")
    func interval() {
        let few = [0.0, 1, 0, 1, 1]
        let many = Array(repeating: few, count: 50).flatMap { $0 }
        let (wide, narrow) = (Bootstrap.interval(few), Bootstrap.interval(many))
        #expect(wide.contains(0.6) && narrow.contains(0.6))
        #expect(narrow.upperBound - narrow.lowerBound < wide.upperBound - wide.lowerBound)
        #expect(Bootstrap.interval(few) == wide)
        #expect(Bootstrap.interval([]) == 0...0)
    }
}
