import PackageSearch
import SamplePackages
import Testing

@Suite("Package sets and places")
struct SchemaTests {
    @Test(
        "a set without its version is the same for all versions",
        arguments: [
            ("python313Packages", "pythonPackages"), ("python3Packages", "pythonPackages"),
            ("linuxPackages_6_12", "linuxPackages"), ("haskellPackages", "haskellPackages"),
            ("ocaml-ng.ocamlPackages_5_2", "ocaml-ng.ocamlPackages"), ("", ""), ("llvmPackages_18", "llvmPackages"),
        ])
    func unversioned(set: String, name: String) { #expect(PackageSet.unversioned(set) == name) }

    @Test("facet values keep empty parts")
    func facets() {
        #expect(PackageFacet.parts(PackageFacet.encode("a", "", "c")) == ["a", "", "c"])
        #expect(PackageFacet.parts(PackageFacet.encode("")) == [""])
    }

    @Test("the index is where FDNIX_INDEX, XDG or the home directory says")
    func places() {
        func index(_ environment: [String: String]) -> String { IndexLocation.index(environment: environment) }
        #expect(index(["FDNIX_INDEX": "/x/i", "HOME": "/h"]) == "/x/i")
        #expect(index(["FDNIX_INDEX": "", "HOME": "/h"]) == "/h/.local/share/fdnix/fdnix.idx")
        #expect(index(["XDG_DATA_HOME": "/d", "HOME": "/h"]) == "/d/fdnix/fdnix.idx")
        #expect(index(["XDG_DATA_HOME": "relative", "HOME": "/h"]) == "/h/.local/share/fdnix/fdnix.idx")
        #expect(IndexLocation.cacheDirectory(environment: ["HOME": "/h"]) == "/h/.cache/fdnix")
        #expect(IndexLocation.cacheDirectory(environment: ["XDG_CACHE_HOME": "/c"]) == "/c/fdnix")
    }

    @Test("a package is found by its attribute path, and by nothing else")
    func lookup() throws {
        let searcher = try searcher([Sample("a.b"), Sample("b")])
        #expect(searcher.package("a.b")?[.packageName] == "b")
        #expect(searcher.package("a") == nil)
        #expect(searcher.package("") == nil)
    }

    @Test("queries of any text give an answer")
    func hostileQueries() throws {
        let searcher = try searcher([Sample("a.b") { $0.description = "words" }, Sample("b")])
        for text in [
            "", " ", "\"", "\"\"", "-", "--", "-a", ":", "license:", "license:\"", "'; DROP TABLE packages; --", "%",
            "_",
            "\u{0}", "漢字", "🦀", String(repeating: "word ", count: 3000), String(repeating: "x", count: 100_000),
            "\u{202E}",
        ] {
            let results = searcher.search(PackageQuery(text))
            #expect(results.hits.count <= results.total)
        }
    }
}
