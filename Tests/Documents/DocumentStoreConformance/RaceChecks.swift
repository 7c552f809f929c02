import DocumentStore
import JSON
import Testing

extension DocumentStoreCheck {
    static let races: [DocumentStoreCheck] = [
        DocumentStoreCheck("who reads while others write sees one version, never a mix") { store, again in
            try await store.migrate([.small])
            let isDone = Counter()
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    defer { _ = isDone.next() }
                    for version in 1...12 {
                        try await store.put("s3://b/a", (0..<40).map { "\(version): \($0)" }, version: version, kept: 1)
                    }
                    return 0
                }
                for reader in [store, again] {
                    group.addTask {
                        var polls = 0
                        while isDone.value == 0 {
                            let found = try await reader.active()
                            let versions = Set(found.map { $0.metadata["create_timestamp"]?.int })
                            #expect(versions.count <= 1 && (found.isEmpty || found.count == 40), "\(versions)")
                            polls += 1
                        }
                        return polls
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await again.texts() == (0..<40).map { "12: \($0)" }.sorted())
        },
        DocumentStoreCheck("of many who store the same document, one has the active version") { store, again in
            try await store.migrate([.small])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for version in 1...10 {
                    group.addTask {
                        try await (version % 2 == 0 ? store : again).put(
                            "s3://b/a", (0..<20).map { "\(version): \($0)" }, version: version, kept: 20)
                    }
                }
                try await group.waitForAll()
            }
            let found = try await store.active()
            #expect(found.count == 20)
            #expect(Set(found.map { $0.metadata["create_timestamp"]?.int }).count == 1)
            #expect(try await store.remove("s3://b/a", from: "small") == 200)
        },
        DocumentStoreCheck("many documents are stored and removed at once, in two collections") { store, again in
            try await store.migrate([.small, .other])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<12 {
                    for collection in [DocumentCollection.small, .other] {
                        group.addTask {
                            let writer = number % 2 == 0 ? store : again
                            try await writer.put("s3://b/\(number)", ["\(number) a", "\(number) b"], in: collection)
                            if number % 3 == 0 { try await writer.remove("s3://b/\(number)", from: collection.name) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let left = (0..<12).filter { $0 % 3 != 0 }.flatMap { ["\($0) a", "\($0) b"] }.sorted()
            #expect(try await store.texts() == left)
            #expect(try await again.texts(in: .other) == left)
        },
        DocumentStoreCheck("who stores, removes and empties at once waits for the others, and all end") {
            store, again in
            try await store.migrate([.small, .other])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    let (writer, collection) = (
                        number % 2 == 0 ? store : again, [DocumentCollection.small, .other][number / 2]
                    )
                    group.addTask {
                        for version in 1...6 {
                            try await writer.put("s3://b/a", ["one"], version: version, in: collection)
                        }
                    }
                    group.addTask { for _ in 0..<4 { try await writer.remove("s3://b/a", from: nil) } }
                    group.addTask { for _ in 0..<2 { try await writer.empty(collection) } }
                }
                try await group.waitForAll()
            }
            for collection in [DocumentCollection.small, .other] {
                try await store.put("s3://b/a", ["two"], version: 9, in: collection)
                #expect(try await again.texts(in: collection) == ["two"])
            }
        },
    ]
}
