import DocumentStore
import JSON
import Testing

extension DocumentStoreCheck {
    private static func hybrid(
        _ store: any DocumentStore, _ words: String, limit: Int = 5, threshold: Double = -2,
        _ filter: ChunkFilter? = nil
    ) async throws -> [String] {
        try await store.search(
            ChunkQuery(
                words, vector: vector("any"), in: .small, mode: .hybrid, limit: limit, threshold: threshold,
                filter: filter)
        ).map(\.text)
    }

    private static func store(_ store: any DocumentStore) async throws {
        try await store.migrate([.small])
        try await store.put("s3://b/a", (0..<300).map { chunk("plain sentence number \($0)", ["kind": "plain"]) })
        try await store.put(
            "s3://b/b",
            [
                chunk("the zebra crosses the road", ["kind": "rare"]),
                chunk("Zebras of \u{C4}thiopien", ["kind": "rare"]),
            ])
    }

    static let words: [DocumentStoreCheck] = [
        DocumentStoreCheck("words find what vectors do not") { store, again in
            try await Self.store(store)
            for store in [store, again] {
                let found = try await hybrid(store, "Which ZEBRA?")
                #expect(found.contains("the zebra crosses the road"))
                #expect(found.count == 5)
            }
            let query = ChunkQuery("zebra", vector: vector("any"), in: .small)
            #expect(try await !store.search(query).map(\.text).contains("the zebra crosses the road"))
            #expect(try await hybrid(store, "\u{E4}thiopien").contains("Zebras of \u{C4}thiopien"))
        },
        DocumentStoreCheck("rare words are found beside those that are everywhere, and these where there are no others")
        { store, _ in
            try await store.migrate([.small])
            try await store.put("s3://b/a", (0..<2500).map { chunk("a common sentence of everywhere, \($0)") })
            try await store.put("s3://b/b", [chunk("everywhere the ocelot"), chunk("a common house")])
            #expect(try await hybrid(store, "everywhere common ocelot").contains("everywhere the ocelot"))
            #expect(try await hybrid(store, "common sentence", limit: 100).count == 100)
        },
        DocumentStoreCheck("threshold, filter and limit hold for words, too") { store, _ in
            try await Self.store(store)
            let isRare = ChunkFilter.equals("kind", "rare")
            #expect(try await hybrid(store, "zebra sentence", limit: 100, isRare).count == 2)
            #expect(try await hybrid(store, "zebra", limit: 5, .equals("kind", "plain")).count == 5)
            #expect(try await hybrid(store, "zebra", limit: 1).count == 1)
            #expect(try await hybrid(store, "zebra", limit: 100, threshold: 1.1).isEmpty)
            #expect(try await hybrid(store, "zebra sentence", limit: 100).count == 100)
        },
        DocumentStoreCheck("old versions are not found by their words") { store, _ in
            try await Self.store(store)
            try await store.put("s3://b/b", ["a horse"], version: 2, kept: 3)
            #expect(try await hybrid(store, "zebra crosses", limit: 100).allSatisfy { !$0.contains("ebra") })
        },
        DocumentStoreCheck("whatever the question's words are, it is answered as vectors do where none is known") {
            store, _ in
            try await Self.store(store)
            let query = ChunkQuery("", vector: vector("any"), in: .small, threshold: -2)
            let near = try await store.search(query).map(\.text)
            let questions = [
                "", " ", "\"", "'; DROP TABLE pg_embedding; --", "NEAR(", "* AND OR NOT", "a:b", "\\", "((", "| & !",
                "\u{0}",
                "\u{1F600}", "-", "qqq-xxx", "\u{301}", "document:qqq", "qqq\"xxx\" ", "% _", "<->",
                String(repeating: "qqq ", count: 5000),
            ]
            for question in questions { #expect(try await hybrid(store, question) == near, "\(question.prefix(40))") }
        },
    ]
}
