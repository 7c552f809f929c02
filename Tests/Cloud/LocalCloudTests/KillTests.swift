import Basics
import LocalCloud
import Queues
import Tables
import TestSupport
import Testing

@Suite("Processes that are killed, and two at once", .enabled(if: sqliteIsAvailable))
struct KillTests {
    private let schema = TableSchema("PK", "SK", indexes: ["Numbers": TableIndex("name", KeyAttribute("n", .number))])

    private func count(_ table: SQLiteTable, _ query: ItemQuery) async throws -> Int {
        try await table.items(query).reduce(into: 0) { count, _ in count += 1 }
    }

    @Test("whatever was reported is there after a kill, and all of a transaction or nothing")
    func items() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/tables.sqlite"
            var random = SplitMix(12)
            for round in 0..<4 {
                let name = "w\(round)"
                let writer = try Writer([path, "items", name])
                _ = writer.wait(for: Int.random(in: 5...60, using: &random))
                writer.kill()
                let last = writer.wait(for: .max)
                let table = try await LocalDatabase.open(path).table("t", schema)
                let (a, b) = (
                    try await count(table, ItemQuery(.string("\(name)-a"))),
                    try await count(table, ItemQuery(.string("\(name)-b")))
                )
                #expect(a == b && a > (last ?? 0))
                #expect(try await table.get(ItemKey(.string(name), "count"))?["n"]?.int == a)
                #expect(try await count(table, ItemQuery(.string(name), index: "Numbers")) == 2 * a)
                let changes = try await table.changes(after: nil, limit: 1_000_000).changes
                #expect(changes.filter { $0.newImage?["name"] == .string(name) }.count == 2 * a)
            }
        }
    }

    @Test("messages that were sent are there after a kill, and those that were received come again")
    func messages() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/tables.sqlite"
            let sender = try Writer([path, "messages", "m"])
            _ = sender.wait(for: 25)
            sender.kill()
            let last = sender.wait(for: .max) ?? 24
            let receiver = try Writer([path, "receive", "r"])
            _ = receiver.wait(for: 2)
            receiver.kill()
            let queue = try await LocalDatabase.open(path).queue("q", maxReceiveCount: nil)
            #expect(try await queue.depth().inFlight == 0)
            var bodies: Set<String> = []
            while case let received = try await queue.receive(ReceiveOptions(visibility: .seconds(3600))),
                !received.isEmpty
            {
                for message in received { #expect(bodies.insert(message.body).inserted) }
            }
            #expect(bodies.isSuperset(of: (0...last).map { "m-\($0)" }))
        }
    }

    @Test("two processes at once write to one file and lose nothing")
    func twoProcesses() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/tables.sqlite"
            // All of them make the file at the same time.
            let writers = try (0..<3).map { try Writer([path, "items", "p\($0)"]) }
            let table = try await LocalDatabase.open(path).table("t", schema)
            for number in 0..<20 {
                try await table.update(ItemKey("own", "count"), [.set("v", .int(number)), .add("n", .int(1))])
            }
            for writer in writers { #expect(writer.wait(for: 20) != nil) }
            for writer in writers { writer.kill() }
            #expect(try await table.get(ItemKey("own", "count"))?["n"]?.int == 20)
            for number in writers.indices {
                let a = try await count(table, ItemQuery(.string("p\(number)-a")))
                #expect(a >= 20)
                #expect(try await table.get(ItemKey(.string("p\(number)"), "count"))?["n"]?.int == a)
            }
        }
    }
}
