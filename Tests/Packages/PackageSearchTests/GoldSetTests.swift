import Basics
import PackageSearch
import TestSupport
import Testing

@Suite("Graded queries")
struct GoldSetTests {
    private func set(_ text: String) throws -> GoldSet { try withTemporaryFile(text) { try GoldSet(path: $0) } }

    private func message(_ text: String) throws -> String {
        try withTemporaryFile(text) { path in
            let error = #expect(throws: FdnixError.self) { try GoldSet(path: path) }
            #expect(error?.code == .malformedInput)
            return (error?.message ?? "").replacing(path, with: "FILE")
        }
    }

    @Test("our own format: JSON Lines, blank lines passed over, defaults for id and kind")
    func own() throws {
        let set = try set(
            """
            {"id":"x1","kind":"exact","query":"git","relevant":{"git":3,"gitFull":2,"gitMinimal":1}}

            {"query":"editor","relevant":{}}\r
            """)
        #expect(set.queries.map(\.text) == ["git", "editor"])
        #expect(set.queries.map(\.id) == ["x1", "3"])
        #expect(set.queries.map(\.kind) == ["exact", "all"])
        #expect(set.queries[0].grades == ["git": 3, "gitFull": 2, "gitMinimal": 1])
        #expect(set.queries[0].foundGrade == 2)
        #expect(set.queries[0].topGrade == 3)
    }

    @Test("the external format: tiers of labels, other labels passed over")
    func external() throws {
        let set = try set(
            """
             [{"id":7,"q":"git","category":"exact","relevant":[["pkg:git"],["pkg:gitFull","opt:programs.git"],["pkg:a"],["pkg:b"]]},
              {"id":"two","q":"x","relevant":[]}]
            """)
        #expect(set.queries.map(\.id) == ["1", "two"])
        #expect(set.queries[0].grades == ["git": 3, "gitFull": 2, "a": 1, "b": 1])
        #expect(set.queries[0].kind == "exact")
        #expect(set.queries[1].kind == "all")
        #expect(set.queries[0].foundGrade == 1)
        #expect(set.queries[0].topGrade == 1)
    }

    @Test("a malformed line is named by file and line, blank lines counted")
    func malformed() throws {
        let good = #"{"query":"a","relevant":{"a":3}}"#
        #expect(try message("\(good)\n\n{oops\n").hasPrefix("FILE:3: not JSON"))
        #expect(try message("\(good)\n\(good)\n{\"query\":\"a\"}").hasPrefix("FILE:3: needs"))
        #expect(try message("{\"relevant\":{}}").hasPrefix("FILE:1: needs"))
        #expect(try message("7").hasPrefix("FILE:1: needs"))
        #expect(try message("[{\"q\":1}]").contains("query 1 needs"))
        #expect(try message("[{\"q\":\"a\",\"relevant\":[]},{}]").contains("query 2 needs"))
        #expect(try message("[").hasPrefix("FILE:1: not JSON"))
        for empty in ["", "\n \n", "[]"] { #expect(try message(empty).contains("no queries")) }
    }

    @Test("a file that is not there is named")
    func missing() {
        let error = #expect(throws: FdnixError.self) { try GoldSet(path: "/nonexistent/gold.jsonl") }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("/nonexistent/gold.jsonl") == true)
    }
}
