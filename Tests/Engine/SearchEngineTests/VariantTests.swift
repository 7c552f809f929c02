import TestSupport
import Testing

@testable import SearchEngine

@Suite("Variants of one thing")
struct VariantTests {
    private func variant(_ key: String, place: Int, description: String = "editor") -> IndexDocument {
        var document = document(key, name: "tool", description: description, group: "tool")
        document.groupPlace = place
        return document
    }

    private func sample() throws -> SearchIndex {
        try index([
            variant("tool_9", place: 3), variant("tool", place: 0), variant("tool_18", place: 1),
            variant("tool_17", place: 2), document("other", description: "editor"),
            document("zz", description: "viewer"),
        ])
    }

    @Test("Stand together in their own order, where the first of them would stand")
    func order() throws {
        let index = try sample()
        let keys = (0..<index.documentCount).map { index.stored($0, 0) }
        #expect(keys == ["zz", "tool", "tool_18", "tool_17", "tool_9", "other"])
    }

    @Test("Are one result with the others beside it, and two totals tell so")
    func collapsed() throws {
        let index = try sample()
        var request = SearchRequest(Query(parsing: "editor"))
        request.collapsesVariants = true
        let results = Searcher(index).search(request)
        #expect(results.total == 2 && results.documents == 5)
        let tool = try #require(results.hits.first { index.stored($0.document, 0) == "tool" })
        #expect(tool.variants.map { index.stored($0, 0) } == ["tool_18", "tool_17", "tool_9"])
        request.query = Query(parsing: "tool_17")
        let named = Searcher(index).search(request)
        #expect(named.hits.first.map { index.stored($0.document, 0) } == "tool_17")
        #expect(named.hits.first?.variants.count == 3)
    }

    @Test("Apart, equally good ones come in their own order")
    func apart() throws {
        #expect(keys(try sample(), "tool editor") == ["tool", "tool_18", "tool_17", "tool_9", "other"])
    }

    @Test("Pages of results neither overlap nor leave out")
    func pages() throws {
        var random = SplitMix(8)
        let index = try index(
            (0..<900).map { i in
                var document = document(
                    "p\(i)", description: i % 3 == 0 ? "red word" : "word",
                    prior: Float.random(in: 0...1, using: &random), group: i % 2 == 0 ? "g\(i % 130)" : "")
                document.groupPlace = i
                return document
            })
        let searcher = Searcher(index)
        var request = SearchRequest(Query(parsing: "red word"))
        request.collapsesVariants = true
        request.limit = 1000
        let whole = searcher.search(request)
        #expect(whole.hits.count == whole.total && whole.documents == 900)
        request.limit = 7
        var paged: [Hit] = []
        while request.offset < whole.total {
            let page = searcher.search(request)
            #expect(page.total == whole.total)
            paged += page.hits
            request.offset += 7
        }
        #expect(paged == whole.hits)
    }

    @Test("A set counts its runs as one, across words of bits")
    func runs() {
        var random = SplitMix(12)
        for _ in 0..<200 {
            let (set, continuing) = (DocumentSet(documents: 1000), DocumentSet(documents: 1000))
            var expected = 0
            var isSeen = false
            let share = Int.random(in: 1...10, using: &random)
            for document in 0..<1000 {
                if document > 0, Int.random(in: 0..<10, using: &random) < share {
                    continuing.insert(document)
                } else {
                    isSeen = false
                }
                guard Int.random(in: 0..<4, using: &random) == 0 else { continue }
                set.insert(document)
                if !isSeen { expected += 1 }
                isSeen = true
            }
            #expect(set.count(runs: continuing) == expected)
        }
    }
}
