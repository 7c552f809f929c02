import Basics
import Synchronization
import TableConformance
import Tables
import Testing

/// A table that leaves most of each batch undone, as a busy one does.
private final class BusyTable: ForwardingTable {
    let inner: any Table = MemoryTable(TableCheck.schema)
    let calls = Mutex(0)
    let done: @Sendable (Int) -> Int

    init(done: @escaping @Sendable (Int) -> Int) { self.done = done }

    private func take() -> Int {
        calls.withLock { calls in
            calls += 1
            return done(calls)
        }
    }

    func batchGet(_ keys: [ItemKey], consistent: Bool) async throws -> (items: [Item], unprocessed: [ItemKey]) {
        let count = take()
        let read = try await inner.batchGet(Array(keys.prefix(count)), consistent: consistent)
        return (read.items, Array(keys.dropFirst(count)))
    }

    func batchWrite(_ writes: [BatchWrite]) async throws -> [BatchWrite] {
        let count = take()
        _ = try await inner.batchWrite(Array(writes.prefix(count)))
        return Array(writes.dropFirst(count))
    }
}

@Suite("Batches that are left undone in part")
struct BatchTests {
    private final class Pauses: Sendable {
        let taken = Mutex<[Duration]>([])
        var retry: BatchRetry {
            BatchRetry(
                attempts: 3, time: TimeSource(now: { 0 }, sleep: { pause in self.taken.withLock { $0.append(pause) } }),
                random: { 0.5 })
        }
    }

    @Test("the rest is asked for until nothing is left")
    func rest() async throws {
        let table = BusyTable { $0.isMultiple(of: 3) ? 0 : 4 }
        let pauses = Pauses()
        try await table.write((0..<60).map { .put(["PK": "p", "SK": .string("\($0)")]) }, pauses.retry)
        let keys = (0..<60).map { ItemKey("p", .string("\($0)")) }
        #expect(try await table.items(keys, pauses.retry).count == 60)
        let longest = try #require(pauses.taken.withLock { $0.max() })
        #expect(longest == .milliseconds(50))
    }

    @Test("a table that does nothing is given up, with pauses that grew")
    func giveUp() async throws {
        let table = BusyTable { $0 == 1 ? 20 : 0 }
        let pauses = Pauses()
        let error = await #expect(throws: FdnixError.self) {
            try await table.write((0..<30).map { .put(["PK": "p", "SK": .string("\($0)")]) }, pauses.retry)
        }
        #expect(error?.code == .throttled)
        #expect(pauses.taken.withLock { $0 } == [.milliseconds(25), .milliseconds(50)])
        #expect(try await table.items(in: .whole).reduce(into: 0) { count, _ in count += 1 } == 20)
    }

    @Test("of two writes of one item the last counts")
    func last() async throws {
        let table = MemoryTable(TableCheck.schema)
        try await table.write([
            .put(["PK": "p", "SK": "s", "n": .int(1)]), .delete(ItemKey("p", "s")),
            .put(["PK": "p", "SK": "s", "n": .int(3)]),
        ])
        #expect(try await table.get(ItemKey("p", "s"))?["n"]?.int == 3)
    }
}
