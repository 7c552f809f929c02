import Basics
import DocumentStore
import Testing

extension DocumentStoreCheck {
    static let places: [DocumentStoreCheck] = [
        DocumentStoreCheck("before anything was made, nothing is there") { store, _ in
            let isThere = try await store.hasCollection("small")
            #expect(!isThere)
            #expect(try await store.sources(in: nil, after: nil, limit: 10).isEmpty)
            #expect(try await store.sources(in: "small", after: nil, limit: 10).isEmpty)
            #expect(try await store.remove("s3://b/a", from: nil) == 0)
            #expect(try await store.remove("s3://b/a", from: "small") == 0)
            var error = await #expect(throws: FdnixError.self) { try await store.active() }
            #expect(error?.code == .notFound)
            error = await #expect(throws: FdnixError.self) { try await store.put("s3://b/a", ["one"]) }
            #expect(error?.code == .notFound)
            error = await #expect(throws: FdnixError.self) { try await store.known(["one"]) }
            #expect(error?.code == .notFound)
        },
        DocumentStoreCheck("collections are made once, and keep their size") { store, again in
            try await store.migrate([])
            try await store.migrate([.small])
            try await store.put("s3://b/a", ["one"])
            try await again.migrate([.small, .other])
            #expect(try await store.hasCollection("small"))
            #expect(try await store.hasCollection("other"))
            #expect(try await !store.hasCollection("smal_"))
            #expect(try await store.texts() == ["one"])
            let wrong = DocumentCollection("small", dimension: 9)
            var error = await #expect(throws: FdnixError.self) { try await store.migrate([wrong]) }
            #expect(error?.code == .usage)
            error = await #expect(throws: FdnixError.self) { try await store.active(in: wrong) }
            #expect(error?.code == .usage)
            error = await #expect(throws: FdnixError.self) { try await store.put("s3://b/a", ["one"], in: wrong) }
            #expect(error?.code == .usage)
            #expect(try await store.texts() == ["one"])
        },
        DocumentStoreCheck("many who make the same do not disturb one another") { store, again in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask { try await (number % 2 == 0 ? store : again).migrate([.small, .other]) }
                }
                try await group.waitForAll()
            }
            try await store.put("s3://b/a", ["one"])
            #expect(try await again.texts() == ["one"])
        },
        DocumentStoreCheck("a document is removed from one collection or from all, with its inactive versions") {
            store, _ in
            try await store.migrate([.small, .other])
            for collection in [DocumentCollection.small, .other] {
                try await store.put("s3://b/a", ["one", "two"], version: 1, in: collection, kept: 2)
                try await store.put("s3://b/a", ["three"], version: 2, in: collection, kept: 2)
                try await store.put("s3://b/b", ["four"], in: collection)
            }
            #expect(try await store.remove("s3://b/a", from: "other") == 3)
            #expect(try await store.remove("s3://b/a", from: "other") == 0)
            #expect(try await store.texts(in: .other) == ["four"])
            #expect(try await store.texts() == ["four", "three"])
            try await store.put("s3://b/a", ["five"], in: .other)
            #expect(try await store.remove("s3://b/a", from: nil) == 4)
            #expect(try await store.known(["one", "two", "three", "four"]) == ["four"])
            #expect(try await store.remove("s3://b/a", from: nil) == 0)
            #expect(try await store.remove("s3://b/a", from: "unknown") == 0)
        },
        DocumentStoreCheck("a collection that is emptied is new, of another size where asked") { store, _ in
            try await store.migrate([.small, .other])
            try await store.put("s3://b/a", ["one"], in: .other)
            try await store.put("s3://b/a", ["one"])
            try await store.empty(.small)
            #expect(try await store.texts().isEmpty)
            #expect(try await store.known(["one"]).isEmpty)
            #expect(try await store.texts(in: .other) == ["one"])
            try await store.put("s3://b/a", ["two"])
            #expect(try await store.texts() == ["two"])
            let larger = DocumentCollection("small", dimension: 16)
            try await store.empty(larger)
            try await store.put("s3://b/a", ["three"], in: larger)
            #expect(try await store.texts(in: larger) == ["three"])
            try await store.empty(DocumentCollection("new", dimension: 3))
            #expect(try await store.hasCollection("new"))
        },
        DocumentStoreCheck("sources are told page by page, by their code points, if they have an active chunk") {
            store, _ in
            try await store.migrate([.small, .other])
            let sources = [
                "s3://b/B", "s3://b/a", "s3://b/a b", "s3://b/\u{65}\u{301}", "s3://b/\u{E9}", "s3://b/\u{1F600}",
            ]
            for source in sources.shuffled() { try await store.put(source, ["one", "two"]) }
            try await store.put("s3://b/b", ["one"], in: .other)
            try await store.put("s3://b/c", ["one"], version: 1, kept: 1)
            try await store.put("s3://b/c", [String](), kept: 1)
            var (found, after): ([String], String?) = ([], nil)
            while true {
                let page = try await store.sources(in: "small", after: after, limit: 2)
                #expect(page.count <= 2)
                guard let last = page.last else { break }
                found += page
                after = last
            }
            #expect(found.map { Array($0.utf8) } == sources.map { Array($0.utf8) })
            #expect(try await store.sources(in: nil, after: "s3://b/a b", limit: 2) == ["s3://b/b", "s3://b/e\u{301}"])
            #expect(try await store.sources(in: "unknown", after: nil, limit: 2).isEmpty)
            #expect(try await store.sources(in: "small", after: nil, limit: 0).isEmpty)
        },
        DocumentStoreCheck("vectors are found by the hash of a text, of the same model alone") { store, _ in
            try await store.migrate([.small, .other])
            try await store.put("s3://b/a", [chunk("one"), chunk("two"), chunk("three", model: "else")], kept: 1)
            try await store.put("s3://b/a", [chunk("two", version: 2), chunk("four", version: 2)], kept: 1)
            #expect(try await store.known(["one", "two", "three", "four", "five"]) == ["one", "two", "four"])
            #expect(try await store.vectors(of: ["hash of three"], modelID: "else", in: .small).count == 1)
            #expect(try await store.known(["one"], in: .other).isEmpty)
            #expect(try await store.vectors(of: [], modelID: "model", in: .small).isEmpty)
            let many = (0..<3000).map { "text \($0) \"{,}\\" }
            #expect(try await store.known(["one"] + many) == ["one"])
        },
    ]
}
