import Basics
import CountedEvents
import JSON
import QueueConformance
import Queues
import ReceiptEvents
import ReceiptModel
import Receipts
import Tables
import Testing

@Suite("The stream processor")
struct StreamProcessorTests {
    private let clock = ManualClock()
    private let metrics = CountedMetrics()
    private let lines: MemoryQueue
    private let words: MemoryQueue

    init() { (lines, words) = (Flow.queue(clock), Flow.queue(clock)) }

    private func processor(lines: (any Queue)? = nil) -> StreamProcessor {
        StreamProcessor(
            queues: [.lines: lines ?? self.lines, .words: words], region: "us-east-1", events: metrics.events(),
            time: clock.source)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sort: String
        let old: Item?
        let new: Item?
        let lines: Int
        let words: Int

        init(_ name: String, _ sort: String, _ old: Item?, _ new: Item?, _ lines: Int, _ words: Int) {
            (testDescription, self.sort, self.old, self.new) = (name, sort, old, new)
            (self.lines, self.words) = (lines, words)
        }
    }

    private static let prefixes: Item = [
        "lines_delta_prefix": "lines/delta/x/", "words_delta_prefix": "words/delta/x/",
    ]
    private static let run = "RECEIPT#00001#COMPACTION_RUN#9efd2158-a1ca-4d57-af49-d6144eedcf40"
    private static let label = "RECEIPT#00001#LINE#00002#WORD#00003#LABEL#TOTAL"
    private static let other = "RECEIPT#00001#LINE#00002#WORD#00003#LABEL#METADATA"

    @Test(
        "each change is told to those it concerns",
        arguments: [
            Case("a new run", run, nil, prefixes, 1, 1),
            Case("a run without its ids", run, nil, prefixes, 1, 1),
            Case("a changed run", run, prefixes, ["lines_state": "COMPLETED"], 0, 0),
            Case("a run without prefixes", run, nil, ["run_id": "x"], 0, 0),
            Case("a merchant's name", "RECEIPT#00001#METADATA", ["merchant_name": "A"], ["merchant_name": "B"], 1, 1),
            Case("why a merchant", "RECEIPT#00001#METADATA", ["reasoning": "A"], ["reasoning": "B"], 0, 0),
            Case("a merchant removed", "RECEIPT#00001#METADATA", ["merchant_name": "A"], nil, 1, 1),
            Case("a new label", label, nil, ["validation_status": "NONE"], 0, 1),
            Case("a changed label", label, ["validation_status": "NONE"], ["validation_status": "VALID"], 0, 1),
            Case("a label's date", label, ["timestamp_added": "1"], ["timestamp_added": "2"], 0, 0),
            Case("a label removed", label, ["validation_status": "VALID"], nil, 0, 1),
            Case("a label named METADATA", other, nil, ["validation_status": "VALID"], 0, 1),
            Case("a new line", "RECEIPT#00001#LINE#00002", nil, ["text": "x"], 0, 0),
            Case("a line removed", "RECEIPT#00001#LINE#00002", ["text": "x"], nil, 1, 0),
            Case("a word removed", "RECEIPT#00001#LINE#00002#WORD#00003", ["text": "x"], nil, 0, 1),
            Case("a receipt removed", "RECEIPT#00001", ["x": "x"], nil, 1, 1),
            Case("a ledger", "RECEIPT#00001#LEDGER#lines", ["x": "x"], nil, 0, 0),
            Case("something else", "RECEIPT#1#METADATA", ["merchant_name": "A"], nil, 0, 0),
        ])
    func recognises(entry: Case) async throws {
        let keys: Item = ["PK": .string("IMAGE#\(Flow.image)"), "SK": .string(entry.sort)]
        let change = try #require(
            ItemChange(
                id: "e", from: entry.old?.merging(keys) { $1 }, to: entry.new?.merging(keys) { $1 }, keys: keys,
                time: Flow.start))
        let report = try await processor().process([change])
        #expect(report.processed == 1 && report.queued == entry.lines + entry.words && report.firstFailure == nil)
        let queued = try await (Flow.all(lines), Flow.all(words))
        #expect(queued.0.count == entry.lines && queued.1.count == entry.words)
        for message in queued.0 + queued.1 { try check(message, of: change) }
    }

    /// Eight members, attributes that say the same, and what a compactor reads again.
    private func check(_ message: ReceivedMessage, of change: ItemChange) throws {
        let body = try JSONValue.parse(message.body)
        #expect(
            body.object?.keys == [
                "source", "entity_type", "entity_data", "changes", "event_name", "timestamp", "stream_record_id",
                "aws_region",
            ])
        #expect(body["stream_record_id"]?.string == change.id && body["aws_region"]?.string == "us-east-1")
        #expect(Set(message.attributes.keys) == ["source", "entity_type", "event_name", "collection"])
        for name in ["source", "entity_type", "event_name"] { #expect(body[name]?.string == message.attributes[name]) }
        let collection = try #require(message.attributes["collection"])
        if message.attributes["entity_type"] == "COMPACTION_RUN" {
            #expect(body["entity_data"]?["delta_s3_prefix"]?.string == "\(collection)/delta/x/")
            #expect(body["entity_data"]?["run_id"]?.string == "9efd2158-a1ca-4d57-af49-d6144eedcf40")
            #expect(body["changes"] == .object([:]))
        }
        let read = try CompactionMessage(body: message.body, attributes: message.attributes)
        #expect(read.collection.rawValue == collection && read.identity == change.id)
    }

    @Test("all of a large batch is queued, ten at a time")
    func large() async throws {
        let queue = TroubledQueue(lines)
        let changes = try (1...60).map { Flow.insert(try Flow.run($0), id: "c\($0)") }
        let report = try await processor(lines: queue).process(changes)
        #expect(report.queued == 120 && report.processed == 60)
        #expect(queue.groups == Array(repeating: 10, count: 6))
        #expect(lines.depth().visible == 60 && words.depth().visible == 60)
    }

    @Test("what was not taken is sent again, and nothing else twice")
    func partial() async throws {
        let queue = TroubledQueue(
            lines,
            .init(send: { call, message in
                call < 4 && message.body.contains("\"c7\"") ? FdnixError(.service, "busy") : nil
            }))
        let changes = try (1...12).map { Flow.insert(try Flow.run($0), id: "c\($0)") }
        let report = try await processor(lines: queue).process(changes)
        #expect(report.queued == 24 && report.firstFailure == nil)
        #expect(queue.groups == [10, 2, 1, 1])
        #expect(lines.depth().visible == 12)
    }

    @Test("after three more tries the first that fails is named, and all others are queued")
    func failing() async throws {
        let queue = TroubledQueue(
            lines,
            .init(send: { _, message in
                ["\"c5\"", "\"c9\""].contains { message.body.contains($0) } ? FdnixError(.service, "busy") : nil
            }))
        let changes = try (1...12).map { Flow.insert(try Flow.run($0), id: "c\($0)") }
        let report = try await processor(lines: queue).process(changes)
        #expect(report.firstFailure == 4 && report.reason?.message == "busy")
        #expect(report.queued == 22 && queue.groups == [10, 2, 2, 2, 2])
        #expect(lines.depth().visible == 10 && words.depth().visible == 12)
    }

    @Test("processed is what was handed on or concerns nobody, and nothing before that is done")
    func counts() async throws {
        let queue = TroubledQueue(
            lines, .init(send: { _, message in message.body.contains("\"c2\"") ? FdnixError(.service, "busy") : nil }))
        let line = EntityKey.line(try Flow.receipt(), line: 1)
        let keys: Item = ["PK": .string("IMAGE#\(Flow.image)"), "SK": .string(Self.run)]
        let incomplete = try #require(
            ItemChange(id: "c4", from: nil, to: keys.merging(["run_id": "x"]) { $1 }, keys: keys, time: Flow.start))
        let changes =
            try (1...2).map { Flow.insert(try Flow.run($0), id: "c\($0)") }
            + [Flow.change("c3", line, from: nil, to: ["text": "x"]), incomplete]
        _ = try await processor(lines: queue).process(changes)
        #expect(metrics[.recordsReceived] == 4 && metrics[.recordProcessed] == 2 && metrics[.recordSkipped] == 1)
        #expect(metrics[.messageCreated] == 4 && metrics[.queueMessagesSuccessful] == 3)
        #expect(metrics[.runMessageBuildError] == 1 && metrics[.queueMessagesFailed] == 1)
        let without = StreamProcessor(queues: [:], region: "", events: metrics.events(), time: clock.source)
        await #expect(throws: FdnixError.self) { try await without.process(changes) }
        #expect(metrics[.recordsReceived] == 8 && metrics[.recordProcessed] == 2)
    }

    @Test("a collection without a queue is an error that names the variable")
    func withoutQueue() async throws {
        let processor = StreamProcessor(queues: [.lines: lines], region: "", events: .none, time: clock.source)
        let error = await #expect(throws: FdnixError.self) {
            try await processor.process([Flow.insert(try Flow.run(1))])
        }
        #expect(error?.code == .usage && error?.message.contains("WORDS_QUEUE_URL") == true)
        #expect(lines.depth().visible == 0)
        let line = Flow.change("x", .line(try Flow.receipt(), line: 1), from: ["text": "x"], to: nil)
        #expect(try await processor.process([line]).queued == 1)
    }

    @Test("what changed stays behind where it makes a message too large")
    func oversized() async throws {
        let (old, new) = (String(repeating: "\u{1}", count: 150_000), String(repeating: "\"", count: 300_000))
        let change = Flow.change(
            "x", .label(try Flow.receipt(), line: 1, word: 1, label: "TOTAL"), from: ["reasoning": .string(old)],
            to: ["reasoning": .string(new)])
        #expect(try await processor().process([change]).queued == 1)
        let message = try #require(try await Flow.all(words).first)
        #expect(try JSONValue.parse(message.body)["changes"] == .object([:]))
    }

    private func record(_ number: Int, _ item: Item) -> JSONValue {
        [
            "eventID": .string("e\(number)"), "eventName": "INSERT", "eventSource": "aws:dynamodb",
            "dynamodb": [
                "Keys": AttributeValue.json(item.filter { $0.key == "PK" || $0.key == "SK" }),
                "NewImage": AttributeValue.json(item), "SequenceNumber": .string("\(100 + number)"),
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            ],
        ]
    }

    @Test("a function's event: a record that cannot be read does not stop the others")
    func function() async throws {
        let broken: JSONValue = ["eventID": "b", "eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": [:]]
        let event: JSONValue = [
            "Records": [record(1, try Flow.run(1).item), broken, record(2, try Flow.run(2).item)]
        ]
        let answer = try await processor().answer(event.encoded)
        #expect(
            answer == ["statusCode": 200, "processed_records": 2, "queued_messages": 4, "batchItemFailures": []])
        let ids = try await Flow.all(lines).map { try JSONValue.parse($0.body)["stream_record_id"]?.string }
        #expect(ids == ["e1", "e2"] && metrics[.entityParsingError] == 1)
    }

    @Test("a function's event: the sequence number of the first record that could not be queued")
    func functionFails() async throws {
        let queue = TroubledQueue(
            lines, .init(send: { _, message in message.body.contains("\"e1\"") ? nil : FdnixError(.service, "busy") }))
        let event: JSONValue = ["Records": .array(try (1...3).map { record($0, try Flow.run($0).item) })]
        let answer = try await processor(lines: queue).answer(event.encoded)
        #expect(answer["batchItemFailures"] == [["itemIdentifier": "102"]])
        #expect(answer["queued_messages"] == 4 && answer["statusCode"] == 200)
    }

    @Test("an event that is not one has status 400", arguments: ["{}", "{\"Records\":1}", "x"])
    func foreign(text: String) async throws {
        let answer = try await processor().answer(Array(text.utf8))
        #expect(answer["statusCode"] == 400 && answer["batchItemFailures"] == [])
    }
}
