import Basics
import LocalCloud
import QueueConformance
import Queues
import TestSupport
import Testing

@Suite("A queue in a file of SQLite", .enabled(if: sqliteIsAvailable))
struct SQLiteQueueTests {
    @Test("does what every queue does", arguments: QueueCheck.all)
    func conforms(check: QueueCheck) async throws {
        let clock = ManualClock()
        try await withDatabase(time: clock.source) { database in
            let queue = database.queue("q", maxReceiveCount: QueueCheck.maxReceiveCount)
            try await check.run(QueueUnderTest(queue) { clock.advance($0) })
        }
    }

    @Test("who waits for a message is woken when this process sends one", .timeLimit(.minutes(15)))
    func woken() async throws {
        // Nobody who sleeps by this clock wakes, and no time is over.
        let time = TimeSource(now: { 1_700_000_000_000 }, sleep: { _ in try await Task.sleep(for: .seconds(3600)) })
        try await withDatabase(time: time) { database in
            let (queue, other) = (
                database.queue("q", maxReceiveCount: nil), database.queue("other", maxReceiveCount: nil)
            )
            for round in 1...3 {
                async let received = queue.receive(ReceiveOptions(wait: .seconds(20)))
                _ = try await other.send([OutgoingMessage("for others")])
                _ = try await queue.send([OutgoingMessage("round \(round)")])
                #expect(try await received.map(\.body) == ["round \(round)"])
            }
        }
    }

    @Test("one file has many queues, and the receipt of one who was too slow does not count")
    func manyQueues() async throws {
        let clock = ManualClock()
        try await withDatabase(time: clock.source) { database in
            let (first, second) = (
                database.queue("first", maxReceiveCount: nil), database.queue("second", maxReceiveCount: 2)
            )
            for result in try await first.send([OutgoingMessage("x")]) { _ = try result.get() }
            #expect(try await second.receive(ReceiveOptions()).isEmpty)
            let slow = try await first.receive(ReceiveOptions(visibility: .seconds(5)))
            clock.advance(.seconds(6))
            let quick = try await first.receive(ReceiveOptions(visibility: .seconds(5)))
            #expect(quick.count == 1 && first.deadLetters == nil)
            let results = try await first.delete(slow.map(\.receipt) + ["nonsense", "7"] + quick.map(\.receipt))
            let error = #expect(throws: FdnixError.self) { try results.first?.get() }
            #expect(error?.code == .conflict)
            for result in results.dropFirst() { try result.get() }
            #expect(try await first.depth() == QueueDepth(visible: 0, inFlight: 0))
        }
    }

    @Test("a message that is given back after the last time is put aside at once")
    func lastTime() async throws {
        let clock = ManualClock()
        try await withDatabase(time: clock.source) { database in
            let queue = database.queue("q", maxReceiveCount: 2)
            let dead = try #require(queue.deadLetters)
            _ = try await queue.send([OutgoingMessage("x")])
            for round in 1...2 {
                let taken = try await queue.receive(ReceiveOptions(visibility: .seconds(60)))
                #expect(taken.map(\.receiveCount) == [round])
                for result in try await queue.giveBack(taken.map(\.receipt), visibility: .seconds(5)) {
                    try result.get()
                }
                #expect(try await queue.depth() == QueueDepth(visible: 0, inFlight: 2 - round))
                clock.advance(.seconds(5))
            }
            #expect(try await dead.depth() == QueueDepth(visible: 1, inFlight: 0))
            #expect(try await queue.redrive() == 1)
            #expect(try await queue.receive(ReceiveOptions()).map(\.receiveCount) == [1])
            let results = try await queue.giveBack(["7/1"], visibility: .zero)
            #expect(throws: FdnixError.self) { try results.first?.get() }
        }
    }

    @Test("what a database that is gone had received comes again when the file is opened; what a live one has does not")
    func recovery() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/tables.sqlite"
            let sender = try await LocalDatabase.open(path).queue("q", maxReceiveCount: nil)
            _ = try await sender.send((0..<6).map { OutgoingMessage("\($0)") })
            func receive(_ queue: SQLiteQueue, _ limit: Int) async throws -> [ReceivedMessage] {
                try await queue.receive(ReceiveOptions(limit: limit, visibility: .seconds(3600)))
            }
            let alive = try await LocalDatabase.open(path).queue("q", maxReceiveCount: nil)
            #expect(try await receive(alive, 2).count == 2)
            do {
                let gone = try await LocalDatabase.open(path).queue("q", maxReceiveCount: nil)
                #expect(try await receive(gone, 3).count == 3)
                #expect(try await sender.depth() == QueueDepth(visible: 1, inFlight: 5))
            }
            let next = try await LocalDatabase.open(path).queue("q", maxReceiveCount: nil)
            #expect(try await next.depth() == QueueDepth(visible: 4, inFlight: 2))
            let again = try await receive(next, 10)
            #expect(again.map(\.receiveCount).sorted() == [1, 2, 2, 2])
            withExtendedLifetime(alive) {}
        }
    }
}
