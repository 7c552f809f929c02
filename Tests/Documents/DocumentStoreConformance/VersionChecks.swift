import Basics
import DocumentStore
import JSON
import Testing

extension DocumentStoreCheck {
    private struct Refusal: Error {}

    static let versions: [DocumentStoreCheck] = [
        DocumentStoreCheck("a chunk comes back as it was stored") { store, again in
            try await store.migrate([.small])
            let metadata: JSONObject = [
                "source": "s3://b/a", "page": 3, "ratio": 0.1, "large": .integer(9_007_199_254_740_993), "flag": true,
                "nothing": nil, "list": [1, "two", ["three": 3.5]], "gr\u{F6}\u{DF}e": "\u{1F600}\n\t\"'\\",
            ]
            let whole = chunk("The first line\r\nand \u{65}\u{301} \u{1F468}\u{200D}\u{1F469}", metadata)
            #expect(try await store.put("s3://b/a", [whole]) == 1)
            for store in [store, again] {
                let found = try await store.search(ChunkQuery("", vector: whole.vector, in: .small))
                #expect(found.count == 1)
                guard let found = found.first else { continue }
                #expect(found.text.utf8.elementsEqual(whole.text.utf8))
                #expect(isSame(found.metadata, whole.metadata), "\(found.metadata)")
                #expect(abs(found.score - 1) < 1e-5)
            }
        },
        DocumentStoreCheck("a new version takes the place of the old one, in its own collection alone") {
            store, again in
            try await store.migrate([.small, .other])
            try await store.put("s3://b/a", ["one", "two"])
            try await store.put("s3://b/a", ["one", "two"], in: .other)
            try await store.put("s3://b/b", ["else"])
            #expect(try await again.texts() == ["else", "one", "two"])
            #expect(try await store.put("s3://b/a", ["two", "three", "four"], version: 2) == 3)
            for store in [store, again] {
                #expect(try await store.texts() == ["else", "four", "three", "two"])
                #expect(try await store.texts(in: .other) == ["one", "two"])
            }
            #expect(try await store.known(["one", "two"]) == ["two"])
            #expect(try await store.put("s3://b/a", [String](), version: 3) == 0)
            #expect(try await again.texts() == ["else"])
        },
        DocumentStoreCheck("as many inactive versions stay as are wanted, the newest ones") { store, _ in
            try await store.migrate([.small])
            let names = (1...5).map { "version \($0)" }
            for (version, name) in [(1, names[0]), (3, names[2]), (2, names[1]), (4, names[3])] {
                try await store.put("s3://b/a", [name, "\(name), too"], version: version, kept: 2)
            }
            #expect(try await store.known(names) == ["version 2", "version 3", "version 4"])
            #expect(try await store.texts() == ["version 4", "version 4, too"])
            try await store.put("s3://b/a", [names[4]], version: 5, kept: 1)
            #expect(try await store.known(names) == ["version 4", "version 5"])
            try await store.put("s3://b/a", [names[4]], version: 5, kept: 0)
            #expect(try await store.known(names) == ["version 5"])
            #expect(try await store.remove("s3://b/a", from: "small") == 1)
        },
        DocumentStoreCheck("the last word before the end is mayCommit's, and nobody sees the chunks before") {
            store, again in
            try await store.migrate([.small])
            try await store.put("s3://b/a", ["one"])
            let handed = Counter()
            await #expect(throws: Refusal.self) {
                _ = try await store.replace("s3://b/a", in: .small, keepingInactive: 3) {
                    handed.next() < 3 ? chunk("new \(handed.value)", version: 2) : nil
                } mayCommit: {
                    #expect(handed.value == 4)
                    #expect(try await again.texts() == ["one"])
                    throw Refusal()
                }
            }
            #expect(try await store.texts() == ["one"])
            #expect(try await store.known(["one", "new 1"]) == ["one"])
            #expect(try await store.put("s3://b/a", ["two"], version: 3) == 1)
            #expect(try await again.texts() == ["two"])
        },
        DocumentStoreCheck("a document that cannot be read to its end leaves all as it was") { store, again in
            try await store.migrate([.small])
            try await store.put("s3://b/a", ["one"])
            let wrong = [
                chunk("short", dimension: 7),
                StoredChunk(text: "not a number", vector: [.nan] + vector("x", 7), metadata: ["create_timestamp": 2]),
                StoredChunk(text: "no version", vector: vector("x"), metadata: [:]),
                StoredChunk(text: "no object", vector: vector("x"), metadata: []),
            ]
            for wrong in wrong {
                let error = await #expect(throws: FdnixError.self) {
                    try await store.put("s3://b/a", [chunk("new", version: 2), wrong])
                }
                #expect(error?.code == .usage, "\(wrong.text)")
            }
            await #expect(throws: Refusal.self) {
                let handed = Counter()
                _ = try await store.replace("s3://b/a", in: .small, keepingInactive: 0) {
                    if handed.next() == 300 { throw Refusal() }
                    return chunk("new \(handed.value)", version: 2)
                } mayCommit: {
                }
            }
            #expect(try await again.texts() == ["one"])
        },
        DocumentStoreCheck("a task that is cancelled stores nothing") { store, again in
            try await store.migrate([.small])
            try await store.put("s3://b/a", ["one"])
            let (handed, hasBegun) = (Counter(), AsyncStream<Void>.makeStream())
            let task = Task {
                try await store.replace("s3://b/a", in: .small, keepingInactive: 0) {
                    hasBegun.continuation.yield()
                    return chunk("new \(handed.next())", version: 2)
                } mayCommit: {
                }
            }
            for await _ in hasBegun.stream { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await again.texts() == ["one"])
            #expect(try await store.put("s3://b/a", ["two"], version: 3) == 1)
        },
        DocumentStoreCheck("a document of 12,000 chunks is stored as one") { store, again in
            try await store.migrate([.small])
            for version in 1...2 {
                let handed = Counter()
                let count = try await store.replace("s3://b/a", in: .small, keepingInactive: 1) {
                    let number = handed.next()
                    return number < 12_000 ? chunk("\(version): \(number)", version: version) : nil
                } mayCommit: {
                }
                #expect(count == 12_000)
                for number in [0, 4_999, 11_999] {
                    let query = ChunkQuery("", vector: vector("\(version): \(number)"), in: .small, limit: 1)
                    #expect(try await again.search(query).first?.text == "\(version): \(number)")
                }
            }
            #expect(try await store.sources(in: "small", after: nil, limit: 5) == ["s3://b/a"])
            #expect(try await store.remove("s3://b/a", from: nil) == 24_000)
        },
    ]
}
