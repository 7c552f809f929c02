import Basics
import Tables
import Testing

extension TableCheck {
    /// The changes after a cursor, until none comes any more.
    private static func read(
        _ table: any Table, after cursor: String?, limit: Int, atLeast count: Int
    ) async throws -> ([ItemChange], String?) {
        var (changes, cursor): ([ItemChange], String?) = ([], cursor)
        // A service's stream may lag; nothing comes out of patience alone, so the tries are many and bounded.
        for _ in 0..<200 {
            let page = try await table.changes(after: cursor, limit: limit)
            #expect(page.changes.count <= limit)
            cursor = page.cursor
            changes += page.changes
            if page.changes.isEmpty, changes.count >= count { break }
        }
        return (changes, cursor)
    }

    static let changes: [TableCheck] = [
        TableCheck("changes come in their order, with images, once for each cursor", needs: [.changes]) { table in
            try await table.put(item("a", "s", ["n": .int(1)]))
            try await table.update(.of("a"), [.add("n", .int(1))])
            try await table.put(item("b"))
            let (first, cursor) = try await read(table, after: nil, limit: 2, atLeast: 3)
            try await table.delete(.of("a"))
            try await table.delete(.of("never there"))
            try await table.put(item("b"))
            let (second, end) = try await read(table, after: cursor, limit: 100, atLeast: 1)

            let a = (first + second).filter { $0.keys["PK"] == "a" }
            #expect(a.map(\.kind) == [.insert, .modify, .remove])
            let images = [nil, item("a", "s", ["n": .int(1)]), item("a", "s", ["n": .int(2)]), nil]
            for (index, change) in a.enumerated() {
                expectSame(change.keys, item("a"))
                expectSame(change.oldImage, images[index])
                expectSame(change.newImage, images[index + 1])
                #expect(change.time > 1_500_000_000_000)
            }
            #expect(first.filter { $0.keys["PK"] == "b" }.map(\.kind) == [.insert])
            #expect(second.allSatisfy { !first.map(\.id).contains($0.id) })
            #expect(Set((first + second).map(\.id)).count == first.count + second.count)
            #expect(try await read(table, after: end, limit: 10, atLeast: 0).0.isEmpty)
            #expect(try await read(table, after: nil, limit: 10, atLeast: 4).0.prefix(3).map(\.id) == first.map(\.id))
        },
        TableCheck("the changes of a transaction are those of all its writes", needs: [.changes]) { table in
            try await table.transact(
                [.put(item("t", "1")), .put(item("t", "2")), .delete(.of("t", "3"))], token: newToken())
            let (changes, _) = try await read(table, after: nil, limit: 10, atLeast: 2)
            #expect(Set(changes.compactMap { $0.keys["SK"]?.string }) == ["1", "2"])
        },
        TableCheck("a cursor that is none is refused", needs: [.changes]) { table in
            let error = await #expect(throws: FdnixError.self) { try await table.changes(after: "x", limit: 1) }
            #expect(error?.code == .usage)
        },
    ]
}
