import Basics
import CountedEvents
import JSON
import Queues
import ReceiptEvents
import ReceiptModel
import Synchronization
import TestSupport
import Testing

@testable import Receipts

@Suite struct EmbedBatchTests {
    private func record(_ id: String, _ body: String?) -> JSONValue {
        var record: JSONObject = [
            "eventSource": "aws:sqs", "messageId": .string(id), "receiptHandle": .string("handle-\(id)"),
            "attributes": ["ApproximateReceiveCount": "2"], "messageAttributes": [:],
        ]
        if let body { record.members.append(.init("body", .string(body))) }
        return .object(record)
    }

    private func event(_ records: JSONValue...) -> [UInt8] { JSONValue.object(["Records": .array(records)]).encoded }

    @Test func `one bad body comes back, and it alone`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let good = try await fixture.message(lines: [row("A SHOP")]).body
            let reply = try await fixture.worker.answer(
                event: event(record("a", good), record("b", "{"), record("c", good)))
            #expect(String(decoding: reply, as: UTF8.self) == #"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#)
            let missing = try await fixture.worker.answer(event: event(record("a", nil), record("b", good)))
            #expect(String(decoding: missing, as: UTF8.self) == #"{"batchItemFailures":[{"itemIdentifier":"a"}]}"#)
            #expect(try await fixture.runs.count == 1)
        }
    }

    @Test func `what became of messages and runs is counted`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let good = try await fixture.message(lines: [row("A SHOP")]).body
            _ = await fixture.worker.handle([received("a", good)])
            _ = await fixture.worker.handle([received("b", good), received("c", "{")])
            let gone = EmbedMessage(try ReceiptKey(imageID: imageID, receiptID: 9), bucket: "artifacts").body
            #expect(await fixture.worker.handle([received("d", gone)]).map(\.id) == ["d"])
            let metrics = fixture.metrics
            #expect(metrics[.messagesProcessed] == 2 && metrics[.messagesFailed] == 2)
            #expect(metrics[.runsCreated] == 1 && metrics[.runsDuplicate] == 1 && metrics[.merchantUnknown] >= 1)
        }
    }

    private func received(_ id: String, _ body: String) -> ReceivedMessage {
        ReceivedMessage(id: id, receipt: id, body: body, attributes: [:], receiveCount: 1, sent: 0)
    }

    @Test func `nothing is begun shortly before the end`() async throws {
        try await withTemporaryDirectory { folder in
            let time = TimeSource(now: { 1_000_000 }, sleep: { _ in try await Task.sleep(for: .seconds(3600)) })
            let fixture = WorkerFixture(in: folder, time: time)
            let good = try await fixture.message(lines: [row("A SHOP")]).body
            let batch = event(record("a", good), record("b", good))
            let late = try await fixture.worker.answer(event: batch, deadline: 1_059_999)
            #expect(late.count(where: { $0 == UInt8(ascii: "{") }) == 3 && fixture.model.calls.isEmpty)
            let inTime = try await fixture.worker.answer(event: batch, deadline: 1_060_000)
            #expect(String(decoding: inTime, as: UTF8.self) == #"{"batchItemFailures":[]}"#)
        }
    }

    @Test func `invoked directly`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let message = try await fixture.message(lines: [row("A SHOP")])
            let reply = try JSONValue.parse(try await fixture.worker.answer(event: Array(message.body.utf8)))
            let run = try #require(reply["run_id"]?.string)
            #expect(reply["lines_prefix"] == .string("lines/delta/\(run)/"))
            let text = JSONValue.object(["body": .string(message.body)])
            let object = JSONValue.object(["body": try JSONValue.parse(message.body)])
            for event in [text, object] {
                #expect(try JSONValue.parse(try await fixture.worker.answer(event: event.encoded)) == reply)
            }
            for event in [JSONValue.object([:]), ["image_id": "x"], ["records": []]] {
                await #expect(throws: FdnixError.self) { try await fixture.worker.answer(event: event.encoded) }
            }
        }
    }

    @Test func `what fails comes later each time, and the fifth time to the dead letters`() async throws {
        try await withTemporaryDirectory { folder in
            let clock = Mutex(0)
            let time = TimeSource(
                now: { clock.withLock { $0 } }, sleep: { _ in try await Task.sleep(for: .seconds(3600)) })
            let fixture = WorkerFixture(in: folder)
            let queue = MemoryQueue(deadLetters: MemoryQueue(name: "dead", time: time), maxReceiveCount: 5, time: time)
            var cloud = fixture.worker.cloud
            cloud.embedQueue = queue
            let worker = EmbedWorker(
                cloud, collections: [:], embedder: fixture.model, merchants: fixture.worker.merchants,
                settings: fixture.worker.settings, events: .none, time: time)
            _ = queue.send([OutgoingMessage("nonsense")])
            for pause in [30, 60, 120, 240, 480] {
                let messages = try await queue.receive(ReceiveOptions(visibility: .seconds(5)))
                let returned = await worker.handle(messages)
                #expect(returned.map(\.id) == messages.map(\.id) && messages.count == 1)
                #expect(await queue.hide(messages, returned).isEmpty)
                clock.withLock { $0 += pause * 1000 - 1 }
                #expect(queue.depth().visible == 0)
                clock.withLock { $0 += 1 }
            }
            #expect(try await queue.receive(ReceiveOptions()).isEmpty)
            #expect(try await queue.deadLetters?.receive(ReceiveOptions()).map(\.body) == ["nonsense"])
        }
    }

    @Test func `the log says which receipt failed, whatever is wrong with it`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let bad = try await fixture.message(receipt: 7, lines: [row(nil, receipt: 7)]).body
            let rest = #"{"image_id":"\#(imageID)","receipt_id":"8"}"#
            let nested = JSONValue.object(["body": .string(rest)]).description
            let foreign = #"{"image_id":"somebody","receipt_id":1}"#
            let event = event(
                record("a", bad), record("b", rest), record("c", nested), record("d", foreign), record("e", "{"))
            _ = try await fixture.worker.answer(event: event)
            for (id, receipt) in [("a", "7"), ("b", "8"), ("c", "8")] {
                #expect(
                    fixture.log.fields("the message \(id) failed, received 2 times")
                        == [["image_id": imageID, "receipt_id": receipt]])
            }
            for id in ["d", "e"] { #expect(fixture.log.fields("the message \(id) failed") == [[:]]) }
        }
    }

    @Test func `who polls says of a last time that it was the last`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let message = OutgoingMessage(#"{"image_id":"\#(imageID)","receipt_id":7}"#)
            for (most, said) in [
                (2, "comes again: it could"), (1, "goes to the dead letters, received 1 times: it could"),
            ] {
                let queue = MemoryQueue(deadLetters: MemoryQueue(name: "dead"), maxReceiveCount: most)
                _ = queue.send([message])
                let poller = QueuePoller(queue, events: fixture.log.events) { await fixture.worker.handle($0) }
                #expect(try await poller.pollOnce() == 1)
                #expect(fixture.log.fields(said) == [["image_id": imageID, "receipt_id": "7"]])
            }
            let endless = MemoryQueue()
            _ = endless.send([message])
            _ = try await QueuePoller(endless, events: fixture.log.events) { await fixture.worker.handle($0) }
                .pollOnce()
            #expect(fixture.log.fields("comes again unless that was its last time: it could").count == 1)
        }
    }

    @Test func `several are worked on at once`() async throws {
        try await withTemporaryDirectory { folder in
            let (arrived, arrive) = AsyncStream.makeStream(of: Void.self)
            let gate = Mutex(0)
            // Each call waits until four are there: with fewer at once this would not end.
            let model = CountingEmbedder { _ in
                arrive.yield()
                while gate.withLock({ $0 }) < 4 { try await Task.sleep(for: .milliseconds(1)) }
            }
            let fixture = WorkerFixture(in: folder, model: model)
            let opener = Task {
                for await _ in arrived {
                    if gate.withLock({
                        $0 += 1; return $0
                    }) == 4 {
                        return
                    }
                }
            }
            var records: [ReceivedMessage] = []
            for number in 1...4 {
                let body = try await fixture.message(receipt: number, lines: [row("A SHOP", receipt: number)]).body
                records.append(
                    ReceivedMessage(
                        id: "\(number)", receipt: "", body: body, attributes: [:], receiveCount: 1, sent: 0))
            }
            #expect(await fixture.worker.handle(records).isEmpty)
            await opener.value
        }
    }
}
