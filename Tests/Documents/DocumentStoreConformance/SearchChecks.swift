import Basics
import DocumentStore
import JSON
import Testing

extension DocumentStoreCheck {
    /// Chunks of the collection `small` that are many enough for an index.
    private static let many = (0..<600).map { "chunk \($0)" }

    private static func score(_ text: String, _ question: [Float]) -> Double {
        Double(zip(vector(text), question).reduce(0) { $0 + $1.0 * $1.1 })
    }

    private static func store(_ store: any DocumentStore) async throws {
        try await store.migrate([.small])
        for number in 0..<6 {
            try await store.put(
                "s3://b/\(number)",
                many[(number * 100)..<((number + 1) * 100)].map { chunk($0, ["part": .integer(Int64(number))]) })
        }
    }

    static let searches: [DocumentStoreCheck] = [
        DocumentStoreCheck("the nearest chunks are found, best first, as many as are wanted") { store, _ in
            try await Self.store(store)
            var (hits, count) = (0, 0)
            for number in 0..<25 {
                let question = vector("question \(number)")
                let best = many.sorted { score($0, question) > score($1, question) }
                let limit = [1, 5, 20, 100][number % 4]
                let found = try await store.search(
                    ChunkQuery("", vector: question, in: .small, limit: limit, threshold: -2))
                #expect(found.count == limit)
                #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
                for found in found { #expect(abs(found.score - score(found.text, question)) < 1e-4) }
                count += limit
                hits += Set(found.map(\.text)).intersection(best.prefix(limit)).count
                // Those who compare all find the same.
                let filter = ChunkFilter.compare("part", .atLeast, 0)
                let exact = try await store.search(
                    ChunkQuery("", vector: question, in: .small, limit: limit, threshold: -2, filter: filter))
                #expect(exact.map(\.text) == Array(best.prefix(limit)))
            }
            // An index may overlook a few.
            #expect(Double(hits) >= 0.95 * Double(count))
        },
        DocumentStoreCheck("threshold and limit hold together") { store, _ in
            try await Self.store(store)
            let question = vector("chunk 17")
            let alike = many.filter { score($0, question) >= 0.5 }
            #expect(alike.count > 5 && alike.count < 100)
            let found = try await store.search(ChunkQuery("", vector: question, in: .small, limit: 100, threshold: 0.5))
            #expect(Set(found.map(\.text)) == Set(alike))
            #expect(
                try await store.search(ChunkQuery("", vector: question, in: .small, limit: 5, threshold: 0.5)).count
                    == 5)
            let one = try await store.search(ChunkQuery("", vector: question, in: .small, limit: 5, threshold: 0.9999))
            #expect(one.map(\.text) == ["chunk 17"])
            #expect(try await store.search(ChunkQuery("", vector: question, in: .small, threshold: 1.1)).isEmpty)
        },
        DocumentStoreCheck("chunks are found although most of their collection was replaced") { store, _ in
            try await store.migrate([.small])
            for version in 1...6 { try await store.put("s3://b/a", many, version: version, kept: version % 2) }
            try await store.put("s3://b/a", ["left over", "and this"], version: 7)
            let question = vector("chunk 17")
            let found = try await store.search(ChunkQuery("", vector: question, in: .small, limit: 10, threshold: -2))
            #expect(Set(found.map(\.text)) == ["left over", "and this"])
        },
        DocumentStoreCheck("collections of long vectors are searched, too") { store, _ in
            let long = DocumentCollection("long", dimension: 3072)
            let longest = DocumentCollection("longest", dimension: 4100)
            try await store.migrate([long, longest])
            for collection in [long, longest] {
                try await store.put("s3://b/a", (0..<30).map { "chunk \($0)" }, in: collection)
                let query = ChunkQuery("", vector: vector("chunk 7", collection.dimension), in: collection, limit: 3)
                let found = try await store.search(query)
                #expect(found.first?.text == "chunk 7")
                #expect(abs((found.first?.score ?? 0) - 1) < 1e-4)
                #expect(try await store.known(["chunk 7"], in: collection) == ["chunk 7"])
            }
        },
        DocumentStoreCheck("a question that a collection cannot answer is refused") { store, _ in
            try await store.migrate([.small])
            let queries = [
                ChunkQuery("", vector: vector("x", 7), in: .small),
                ChunkQuery("", vector: [.infinity] + vector("x", 7), in: .small),
                ChunkQuery("", vector: vector("x"), in: .small, limit: 0),
                ChunkQuery("", vector: vector("x"), in: .small, limit: 101),
                ChunkQuery("", vector: vector("x"), in: .small, threshold: .nan),
            ]
            for query in queries {
                let error = await #expect(throws: FdnixError.self) { try await store.search(query) }
                #expect(error?.code == .usage)
            }
            #expect(try await store.search(ChunkQuery("", vector: vector("x"), in: .small)).isEmpty)
            // Without a direction nothing is alike.
            try await store.put("s3://b/a", ["one"])
            let none = ChunkQuery("", vector: [Float](repeating: 0, count: 8), in: .small)
            #expect(try await store.search(none).map(\.score) == [0])
        },
    ]
}
