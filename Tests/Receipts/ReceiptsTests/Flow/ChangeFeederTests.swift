import Basics
import LocalCloud
import QueueConformance
import Queues
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Receipts
import Synchronization
import TableConformance
import Tables
import TestSupport
import Testing

@Suite("Changes of a table without Lambda", .timeLimit(.minutes(15)))
struct ChangeFeederTests {
    private let clock = ManualClock()

    private func feeder(_ table: any Table, _ queues: [CollectionName: any Queue], _ path: String) -> ChangeFeeder {
        let processor = StreamProcessor(queues: queues, region: "", events: .none, time: clock.source)
        return ChangeFeeder(table, processor, cursorPath: path, events: .none, time: clock.source)
    }

    @Test("a restart goes on where the last messages were queued", .enabled(if: Flow.hasSQLite))
    func restart() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/cursor"
            for round in 1...3 {
                let database = try await LocalDatabase.open("\(directory)/tables.sqlite", time: clock.source)
                let table = database.table("receipts", RunTable.schema)
                let queues: [CollectionName: any Queue] = [
                    .lines: database.queue("lines", maxReceiveCount: 100),
                    .words: database.queue("words", maxReceiveCount: 100),
                ]
                let feeder = feeder(table, queues, path)
                for number in 1...120 { _ = try await RunTable(table).put(try Flow.run(number, receipt: round)) }
                #expect(try await !feeder.isIdle())
                #expect(try await feeder.feed() == 120)
                #expect(try await feeder.isIdle())
                #expect(try await feeder.feed() == 0)
                #expect(try await queues[.lines]?.depth().visible == 120 * round)
            }
        }
    }

    @Test(
        "what this process writes is handed on at once, not at the next look",
        .enabled(if: Flow.hasSQLite))
    func rung() async throws {
        try await withTemporaryDirectory { directory in
            let database = try await LocalDatabase.open("\(directory)/tables.sqlite")
            let table = database.table("receipts", RunTable.schema)
            let lines = database.queue("lines", maxReceiveCount: 100)
            let words = database.queue("words", maxReceiveCount: 100)
            let processor = StreamProcessor(queues: [.lines: lines, .words: words], region: "", events: .none)
            let feeder = ChangeFeeder(
                table, processor, cursorPath: "\(directory)/cursor", pause: .seconds(3600), events: .none)
            let running = Task { try await feeder.run() }
            for number in 1...3 {
                _ = try await RunTable(table).put(try Flow.run(number))
                // The next look would be in an hour.
                var received: [ReceivedMessage] = []
                while received.isEmpty {
                    received = try await lines.receive(ReceiveOptions(visibility: .seconds(60), wait: .seconds(20)))
                }
                #expect(received.count == 1)
            }
            running.cancel()
            await #expect(throws: CancellationError.self) { try await running.value }
        }
    }

    @Test("a cursor that is another one each time is no reason to look again at once")
    func restlessCursor() async throws {
        try await withTemporaryDirectory { directory in
            let sleeps = Mutex(0)
            let time = TimeSource(now: clock.source.now) { duration in
                #expect(duration == .seconds(9))
                let count = sleeps.withLock { sleeps in
                    sleeps += 1
                    return sleeps
                }
                if count == 4 { throw CancellationError() }
            }
            let table = RestlessTable(MemoryTable(RunTable.schema, time: clock.source))
            for number in 1...3 { _ = try await RunTable(table).put(try Flow.run(number)) }
            let queues = [CollectionName.lines: Flow.queue(clock), .words: Flow.queue(clock)]
            let feeder = ChangeFeeder(
                table, StreamProcessor(queues: queues, region: "", events: .none, time: clock.source),
                cursorPath: "\(directory)/cursor", pause: .seconds(9), events: .none, time: time)
            await #expect(throws: CancellationError.self) { try await feeder.run() }
            #expect(queues[.lines]?.depth().visible == 3 && table.looks.withLock { $0 } == 4)
            #expect(try await feeder.isIdle())
        }
    }

    @Test("where messages could not be queued, the changes come again")
    func again() async throws {
        try await withTemporaryDirectory { directory in
            let isBroken = Mutex(true)
            let (inner, words) = (Flow.queue(clock), Flow.queue(clock))
            let lines = TroubledQueue(
                inner, .init(send: { _, _ in isBroken.withLock { $0 } ? FdnixError(.service, "busy") : nil }))
            let table = MemoryTable(RunTable.schema, time: clock.source)
            let feeder = feeder(table, [.lines: lines, .words: words], "\(directory)/cursor")
            _ = try await RunTable(table).put(try Flow.run(1))
            await #expect(throws: FdnixError.self) { try await feeder.feed() }
            #expect(try await !feeder.isIdle())
            isBroken.withLock { $0 = false }
            #expect(try await feeder.feed() == 1)
            #expect(inner.depth().visible == 1 && words.depth().visible == 2)
            let copies = try await Flow.all(words).map { message in
                try CompactionMessage(body: message.body, attributes: message.attributes).identity
            }
            #expect(Set(copies).count == 1, "the same change has the same name each time it is told")
        }
    }

    @Test("a cursor that counts no more begins at the oldest change", arguments: ["7", "scribble"])
    func forgotten(cursor: String) async throws {
        try await withTemporaryDirectory { directory in
            let (lines, words) = (Flow.queue(clock), Flow.queue(clock))
            let table = ForgetfulTable(inner: MemoryTable(RunTable.schema, time: clock.source), forgets: cursor)
            try AtomicFile.write(Array(cursor.utf8), to: "\(directory)/cursor")
            _ = try await RunTable(table).put(try Flow.run(1))
            let feeder = feeder(table, [.lines: lines, .words: words], "\(directory)/cursor")
            #expect(try await feeder.feed() == 1)
            #expect(lines.depth().visible == 1)
            #expect(try await feeder.isIdle())
        }
    }

    @Test("runs until it is told to stop, and outlives what goes wrong")
    func runs() async throws {
        try await withTemporaryDirectory { directory in
            let calls = Mutex(0)
            let (inner, words) = (Flow.queue(clock), Flow.queue(clock))
            let lines = TroubledQueue(
                inner,
                .init(send: { _, _ in
                    calls.withLock { calls in
                        calls += 1
                        return calls <= 6 ? FdnixError(.network, "away") : nil
                    }
                }))
            let table = MemoryTable(RunTable.schema, time: clock.source)
            let feeder = feeder(table, [.lines: lines, .words: words], "\(directory)/cursor")
            let task = Task { try await feeder.run() }
            _ = try await RunTable(table).put(try Flow.run(1))
            while inner.depth().visible == 0 { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await feeder.feed() <= 1)
        }
    }
}

/// A table that does not know one cursor any more.
private struct ForgetfulTable: ForwardingTable {
    let inner: any Table
    let forgets: String

    func changes(after cursor: String?, limit: Int) async throws -> ChangePage {
        if cursor == forgets { throw ChangeCursor.forgotten }
        return try await inner.changes(after: cursor, limit: limit)
    }
}

/// A table whose cursors are numbered on each time somebody looks, as iterators of DynamoDB Streams are others each time.
private final class RestlessTable: ForwardingTable {
    let inner: any Table
    let looks = Mutex(0)

    init(_ inner: any Table) { self.inner = inner }

    func changes(after cursor: String?, limit: Int) async throws -> ChangePage {
        let look = looks.withLock { looks in
            looks += 1
            return looks
        }
        let place = cursor?.split(separator: " ").first.map(String.init)
        let page = try await inner.changes(after: place, limit: limit)
        return ChangePage(page.changes, cursor: "\(page.cursor) \(look)")
    }
}
