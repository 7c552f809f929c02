import JSON
import PackageSearch
import Testing

@testable import Indexer

@Suite("Programs of packages that stand for an output", .enabled(if: duckDBIsAvailable))
struct ProgramsOfOutputsTests {
    @Test("they have the programs of that output, or none; other versions of the package have all of its")
    func outputs() async throws {
        let work = try Workspace()
        defer { work.remove() }
        // The knowledge files tell of bind, host and dnsutils; the others are made up.
        var packages = Packages(["bind", "bind_1", "host", "dnsutils", "lookup", "bind-manual"])
        for id in packages.ids { packages.set(id, "pname", "bind") }
        let outputs = [
            "bind": "out", "host": "host", "dnsutils": "dnsutils", "lookup": "dnsutils", "bind-manual": "doc",
        ]
        for (id, output) in outputs { packages.set(id, "outputName", .string(output)) }
        try await work.run(packages)
        let searcher = try work.searcher()
        func programs(_ id: String) throws -> [String] { try #require(searcher.package(id)).programs }
        #expect(try programs("bind").contains("named"))
        #expect(try programs("bind_1") == programs("bind"))
        #expect(try programs("host") == ["host"])
        #expect(try programs("lookup") == programs("dnsutils"))
        #expect(try !programs("dnsutils").isEmpty && !programs("dnsutils").contains("named"))
        #expect(try programs("bind-manual").isEmpty)
    }
}
