import Basics
import CountedEvents
import JSON
import LambdaEvents
import QueueConformance
import Queues
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Receipts
import Synchronization
import Tables
import Testing

@Suite("The compactor")
struct CompactorTests {
    private let clock = ManualClock()
    private let metrics = CountedMetrics()

    private func received(_ id: String, _ message: OutgoingMessage, receives: Int = 1) -> ReceivedMessage {
        ReceivedMessage(
            id: id, receipt: "receipt-\(id)", body: message.body, attributes: message.attributes,
            receiveCount: receives, sent: Flow.start)
    }

    private func compactor(
        queues: [CollectionName: any Queue] = [:], _ compact: @escaping Compactor.Compact
    ) -> Compactor {
        Compactor(queues: queues, retryBase: 30, events: metrics.events(), time: clock.source, compact: compact)
    }

    /// Everything of a group is done.
    private static let accept: Compactor.Compact = { _, messages in
        var endings = GroupCompaction.Endings()
        endings.acknowledged = Set(messages.map(\.id))
        return Compaction.Ending(endings)
    }

    @Test("a group a collection, each change once, and copies share its fate")
    func groups() async throws {
        let seen = Mutex<[CollectionName: [String]]>([:])
        let compactor = compactor { collection, messages in
            seen.withLock { $0[collection] = messages.map(\.id) }
            var endings = GroupCompaction.Endings()
            endings.acknowledged = Set(messages.map(\.id).filter { $0 != "c" })
            endings.returned = ["c": "no"]
            return Compaction.Ending(endings)
        }
        let (first, second) = (try Flow.run(1), try Flow.run(2))
        let returned = await compactor.handle([
            received("a", Flow.message(first, .lines, record: "1")),
            received("b", Flow.message(first, .words, record: "1")),
            received("c", Flow.message(second, .lines, record: "2")),
            received("d", Flow.message(first, .lines, record: "1")),
            received("e", Flow.message(second, .lines, record: "2")),
        ])
        #expect(seen.withLock { $0 } == [.lines: ["a", "c"], .words: ["b"]])
        #expect(Set(returned.map(\.id)) == ["c", "e"])
        #expect(metrics[.compactionRecordsReceived] == 5 && metrics[.failedMessages] == 2)
        #expect(metrics[.partialBatchFailure] == 1 && metrics[.executionTime] == 1)
    }

    @Test("one collection's failure does not touch the other")
    func independent() async throws {
        let compactor = compactor { collection, messages in
            if collection == .lines { throw FdnixError(.network, "no way") }
            return try await Self.accept(collection, messages)
        }
        let run = try Flow.run(1)
        let returned = await compactor.handle([
            received("a", Flow.message(run, .lines)), received("b", Flow.message(run, .words)),
        ])
        #expect(returned.map(\.id) == ["a"] && returned.first?.reason.contains("no way") == true)
    }

    @Test("what nobody understands comes again, and does not stop the others")
    func unreadable() async throws {
        let compactor = compactor(Self.accept)
        let good = Flow.message(try Flow.run(1), .lines)
        var other = good
        other.attributes["collection"] = "pages"
        var none = good
        none.attributes["collection"] = nil
        let returned = await compactor.handle([
            received("a", OutgoingMessage("{")), received("b", OutgoingMessage("")), received("c", good),
            received("d", other), received("e", none), received("f", OutgoingMessage("{\"x\":1}")),
            received("g", OutgoingMessage(#"{"delta_key":"lines/delta/x/","collection":"lines"}"#)),
            received("h", OutgoingMessage(#"{"delta_key":"lines/delta/x/","collection":"pages"}"#), receives: 90),
        ])
        #expect(Set(returned.map(\.id)) == ["a", "b", "d", "e", "f", "h"])
        #expect(returned.allSatisfy { $0.delay == .seconds(30) }, "the way to the dead letters is not a long one")
        #expect(metrics[.invalidCollection] == 2 && metrics[.messageParseError] == 4)
    }

    @Test("a removed word in the queue of lines is done", arguments: [CollectionName.lines, .words])
    func nothingToDo(collection: CollectionName) async throws {
        let count = Mutex(0)
        let compactor = compactor { collection, messages in
            count.withLock { $0 += messages.count }
            return try await Self.accept(collection, messages)
        }
        let message = StreamMessage(
            .word(try Flow.receipt(), line: 1, word: 2), event: .remove, time: ReceiptTime(milliseconds: Flow.start),
            recordID: "x", region: "", collection: collection)
        let outgoing = OutgoingMessage(message.body, attributes: message.attributes)
        #expect(await compactor.handle([received("a", outgoing)]).isEmpty)
        #expect(count.withLock { $0 } == (collection == .words ? 1 : 0))
    }

    @Test(
        "how long messages wait",
        arguments: [
            (1, false, "broken", 30), (3, false, "broken", 120), (50, false, "broken", 900),
            (1, true, "locked", 30), (2, true, "locked", 60), (9, true, "locked", 60),
            (1, false, GroupPlan.waiting, 30), (4, false, GroupPlan.waiting, 240), (5, false, GroupPlan.waiting, 300),
        ])
    func delays(receives: Int, isLocked: Bool, reason: String, seconds: Int) async throws {
        let compactor = compactor { _, messages in
            var endings = GroupCompaction.Endings()
            for message in messages { endings.returned[message.id] = reason }
            return Compaction.Ending(endings, isLocked: isLocked)
        }
        let returned = await compactor.handle([
            received("a", Flow.message(try Flow.run(1), .lines), receives: receives)
        ])
        #expect(returned == [ReturnedMessage(id: "a", delay: .seconds(seconds), reason: reason)])
    }

    @Test("a message that is neither acknowledged nor returned comes again")
    func leftOver() async throws {
        let compactor = compactor { _, _ in Compaction.Ending(GroupCompaction.Endings()) }
        #expect(await compactor.handle([received("a", Flow.message(try Flow.run(1), .lines))]).map(\.id) == ["a"])
    }

    @Test("a good and a bad bundle in one batch: the good one is published, the bad one's id returned")
    func goodAndBad() async throws {
        let runs = RunTable(MemoryTable(RunTable.schema, time: clock.source), time: clock.source)
        let (good, bad) = (try Flow.run(1), try Flow.run(2))
        for run in [good, bad] { _ = try await runs.put(run) }
        let collection = PaperCollection(.lines, runs, damaged: [bad.id])
        let now = ReceiptTime.now(clock.source)
        let compactor = compactor { _, messages in try await collection.compact(messages, now: now) }
        let batch = [
            received("a", Flow.message(good, .lines, record: "1")),
            received("b", Flow.message(bad, .lines, record: "2")),
        ]
        #expect(await compactor.handle(batch).map(\.id) == ["b"])
        #expect(try await runs.run(good.receipt, id: good.id)?.lines.state == .completed)
        #expect(try await runs.run(bad.receipt, id: bad.id)?.lines.state == .failed)
        #expect(try await runs.run(good.receipt, id: good.id)?.words.state == .pending)
        // Mended, and sent again.
        await collection.mend()
        #expect(await compactor.handle([batch[1]]).isEmpty)
        #expect(try await runs.run(bad.receipt, id: bad.id)?.lines.state == .completed)
        #expect(await collection.versions == 2)
    }

    @Test("the same run twice makes one version, an older run after a newer one none")
    func twice() async throws {
        let runs = RunTable(MemoryTable(RunTable.schema, time: clock.source), time: clock.source)
        let (old, new) = (try Flow.run(1, receipt: 1, minutes: 9), try Flow.run(2, receipt: 1))
        for run in [old, new] { _ = try await runs.put(run) }
        let collection = PaperCollection(.lines, runs)
        let now = ReceiptTime.now(clock.source)
        let compactor = compactor { _, messages in try await collection.compact(messages, now: now) }
        for (id, run) in [("a", new), ("b", new), ("c", old)] {
            #expect(await compactor.handle([received(id, Flow.message(run, .lines, record: id))]).isEmpty)
        }
        #expect(await collection.versions == 1)
        let ends = try await runs.runs(of: old.receipt)
        #expect(ends.map(\.lines.state) == [.completed, .completed])
        #expect(
            Dictionary(uniqueKeysWithValues: ends.map { ($0.id, $0.lines.mergedVectors) }) == [old.id: 0, new.id: 3])
    }

    @Test("poison goes to the dead letters, and comes back when somebody asks")
    func poison() async throws {
        let cloud = Flow.cloud(clock)
        let queue = try cloud.needed(.lines)
        let good = Flow.message(try Flow.run(1), .lines)
        var unknown = good
        unknown.attributes["collection"] = "pages"
        try await Flow.send([unknown, OutgoingMessage("nonsense"), good], to: queue)
        let compactor = compactor(Self.accept)
        let poller = QueuePoller(queue, events: .none, time: Flow.still(clock)) { await compactor.handle($0) }
        for _ in 0..<101 {
            _ = try await poller.pollOnce()
            clock.advance(.seconds(31))
        }
        #expect(try await queue.depth() == QueueDepth(visible: 0, inFlight: 0))
        let drained = try await Drain(cloud, feeder: nil, time: clock.source).run()
        #expect(drained.isIdle && !drained.isDone && drained.deadLetters == [.embed: 0, .lines: 2, .words: 0])
        #expect(drained.json["dead_letters"]?["lines"] == 2)
        let report = try await Redrive(cloud).run([.lines, .embed])
        #expect(report.json == ["embed": 0, "lines": 2])
        #expect(Set(try await Flow.all(queue).map(\.body)) == [unknown.body, "nonsense"])
        #expect(try await Drain(cloud, feeder: nil, time: clock.source).deadLetters()[.lines] == 0)
    }

    @Test("a function's batch: ids of the batch, and delays in the queue that it came from")
    func function() async throws {
        let lines = MemoryQueue(name: "https://sqs.eu-central-1.amazonaws.com/123456789012/lines", time: clock.source)
        let broken = OutgoingMessage("broken")
        try await Flow.send([broken], to: lines)
        let taken = try #require(try await lines.receive(ReceiveOptions(visibility: .seconds(1200))).first)
        let event: JSONValue = [
            "Records": [
                [
                    "messageId": .string(taken.id), "receiptHandle": .string(taken.receipt), "body": "broken",
                    "attributes": ["ApproximateReceiveCount": "1"], "messageAttributes": [:],
                    "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:lines",
                ],
                [
                    "messageId": "good", "receiptHandle": "x",
                    "body": .string(Flow.message(try Flow.run(1), .words).body),
                    "messageAttributes": [
                        "source": ["dataType": "String", "stringValue": "dynamodb_stream"],
                        "collection": ["dataType": "String", "stringValue": "words"],
                    ], "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:words",
                ],
            ]
        ]
        let answer = await compactor(queues: [.lines: lines], Self.accept).answer(try SQSEvent(event.encoded))
        #expect(answer.failures == [taken.id])
        #expect(lines.depth().visible == 0)
        clock.advance(.seconds(30))
        #expect(lines.depth().visible == 1)
    }
}
