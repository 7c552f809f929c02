import Basics
import JSON
import ObjectStorage
import QueueConformance
import Queues
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Synchronization
import Tables
import TestSupport
import Testing

@testable import Receipts

@Suite("Requests")
struct RequestsTests {
    private let clock = ManualClock()

    @Test("a receipt is submitted: two files, then the message")
    func submit() async throws {
        let cloud = Flow.cloud(clock)
        let receipt = try Flow.receipt(7)
        let message = try await Submission(cloud, time: clock.source)
            .submit(receipt, lines: .bytes(Array("{}".utf8)), words: .bytes([]), token: "again")
        let (_, store) = try cloud.artifacts
        let info = try await store.head("receipts/\(Flow.image)/receipt-00007/lines.ndjson")
        #expect(info?.size == 2 && info?.contentType == "application/x-ndjson")
        #expect(try await store.head("receipts/\(Flow.image)/receipt-00007/words.ndjson")?.size == 0)
        let sent = try await Flow.all(try cloud.needed(.embed)).map { try EmbedMessage(body: $0.body) }
        #expect(sent == [message] && message.token == "again")
    }

    @Test("a receipt whose files are there is asked for again, and only such a one")
    func requeue() async throws {
        let cloud = Flow.cloud(clock)
        let submission = Submission(cloud, time: clock.source)
        let receipt = try Flow.receipt()
        let error = await #expect(throws: FdnixError.self) { try await submission.requeue(receipt) }
        #expect(error?.code == .notFound && error?.message.contains("lines.ndjson") == true)
        try await submission.submit(receipt, lines: .bytes([]), words: .bytes([]))
        try await submission.requeue(receipt, token: "t")
        #expect(try await Flow.all(try cloud.needed(.embed)).count == 2)
    }

    @Test("without a bucket or queue nothing is written")
    func unconfigured() async throws {
        var cloud = Flow.cloud(clock)
        cloud.embedQueue = nil
        let receipt = try Flow.receipt()
        let submission = Submission(cloud, time: clock.source)
        var error = await #expect(throws: FdnixError.self) {
            try await submission.submit(receipt, lines: .bytes([]), words: .bytes([]))
        }
        #expect(error?.code == .usage && error?.message.contains("EMBED_NDJSON_QUEUE_URL") == true)
        #expect(try await cloud.artifacts.store.list(prefix: "", token: nil, limit: 9).objects.isEmpty)
        cloud.artifactsBucket = nil
        let other = Submission(cloud, time: clock.source)
        error = await #expect(throws: FdnixError.self) { try await other.requeue(receipt) }
        #expect(error?.message.contains("ARTIFACTS_BUCKET") == true)
    }

    @Test("an item is put, read and removed in DynamoDB's JSON, and each change is told")
    func items() async throws {
        let table = MemoryTable(RunTable.schema, time: clock.source)
        let requests = ItemRequests(table)
        let json = #"{"PK":{"S":"a"},"SK":{"S":"b"},"n":{"N":"1"}}"#
        try await requests.put(Array(json.utf8))
        #expect(try await requests.get(partition: "a", sort: "b")?.description == json)
        #expect(try await requests.get(partition: "a", sort: "c") == nil)
        #expect(try await requests.delete(partition: "a", sort: "b"))
        #expect(try await requests.get(partition: "a", sort: "b") == nil)
        #expect(try await !requests.delete(partition: "a", sort: "b"))
        #expect(try table.changes(after: nil, limit: 9).changes.map(\.kind) == [.insert, .remove])
    }

    @Test("a receipt is removed whether or not its item is there", arguments: [false, true])
    func remove(isThere: Bool) async throws {
        let table = MemoryTable(RunTable.schema, time: clock.source)
        let receipt = try Flow.receipt(3)
        if isThere { try await table.put(["PK": .string(receipt.partition), "SK": "RECEIPT#00003", "own": "x"]) }
        try await ItemRequests(table).remove(receipt)
        let changes = try table.changes(after: nil, limit: 9).changes
        #expect(changes.map(\.kind) == [.insert, .remove])
        #expect((changes.last?.oldImage?["own"] != nil) == isThere)
        let told = try #require(changes.last)
        guard case .messages(let messages) = StreamRecognition.of(told, region: "", now: .now(clock.source)) else {
            Issue.record("nobody is told of it")
            return
        }
        #expect(messages.count == 2 && messages.allSatisfy { $0.entity == .receipt(receipt) })
    }

    @Test("a run that is there already is known before it is asked for again")
    func isDone() async throws {
        let cloud = Flow.cloud(clock)
        let submission = Submission(cloud, time: clock.source)
        let receipt = try Flow.receipt()
        try await submission.submit(receipt, lines: .bytes([1]), words: .bytes([2]))
        #expect(try await !submission.isDone(receipt, model: "m"))
        let id = try RunID.make(receipt, lines: [1], words: [2], model: "m")
        _ = try await cloud.runs.put(CompactionRun(receipt, id: id, created: .now(clock.source)))
        #expect(try await submission.isDone(receipt, model: "m"))
        #expect(try await !submission.isDone(receipt, model: "m", token: "again"))
        #expect(try await !submission.isDone(receipt, model: "another"))
    }

    @Test("an item that is not one is refused", arguments: ["[]", "{", #"{"PK":"a"}"#, #"{"PK":{"S":"a"}}"#])
    func noItem(text: String) async throws {
        let requests = ItemRequests(MemoryTable(RunTable.schema))
        let error = await #expect(throws: FdnixError.self) { try await requests.put(Array(text.utf8)) }
        #expect(error?.code == .usage)
    }

    @Test("a run is printed with plain values")
    func runText() throws {
        var run = try Flow.run(1)
        run.lines.state = .completed
        run.lines.mergedVectors = 12
        run.words.error = "broken"
        let json = JSONValue.object(run.json)
        #expect(json["PK"]?.string == "IMAGE#\(Flow.image)" && json["TYPE"] == "COMPACTION_RUN")
        #expect(json["receipt_id"] == 1 && json["lines_state"] == "COMPLETED" && json["words_state"] == "PENDING")
        #expect(json["lines_merged_vectors"] == 12 && json["lines_finished_at"] == .null)
        #expect(json["lines_error"] == .null && json["words_error"] == "broken" && json["updated_at"] == .null)
        #expect(json["words_delta_prefix"] == .string("words/delta/\(run.id)/"))
        #expect(json.object?.keys.count == run.item.count, "nothing is left out")
    }

    @Test("a drain waits for what is hidden, and gives up in time")
    func drain() async throws {
        let cloud = Flow.cloud(clock)
        let drain = Drain(cloud, feeder: nil, time: clock.source)
        let empty = try await drain.run()
        #expect(empty.isDone && empty.deadLetters == [.embed: 0, .lines: 0, .words: 0])
        let queue = try cloud.needed(.words)
        try await Flow.send([OutgoingMessage("x")], to: queue)
        let taken = try await queue.receive(ReceiveOptions(visibility: .seconds(3600)))
        let progress = NotedProgress()
        let late = try await drain.run(timeout: .seconds(5), progress: progress)
        #expect(!late.isIdle && !late.isDone && late.json["idle"] == false)
        #expect(progress.notes.first == "Merging into collections 1" && progress.notes.last == "end")
        let waiting = Task { try await drain.run() }
        for case .failure(let error) in try await queue.delete(taken.map(\.receipt)) { throw error }
        #expect(try await waiting.value.isDone)
    }

    @Test("a drain shows receipts that are embedded, then messages that are merged")
    func drainProgress() {
        let noted = NotedProgress()
        var progress = DrainProgress(noted)
        func show(_ receipts: Int, _ merges: Int) {
            var left = Drain.Remaining()
            (left.receipts, left.merges) = (receipts, merges)
            progress.show(left)
        }
        for (receipts, merges) in [(0, 0), (3, 0), (1, 2), (2, 2), (4, 0), (0, 6), (0, 1), (0, 0)] {
            show(receipts, merges)
        }
        progress.end()
        #expect(
            noted.notes == [
                "Embedding receipts 3", "0", "2", "1", "end", "Embedding receipts 4", "0", "4", "end",
                "Merging into collections 6", "0", "5", "6", "end",
            ])
    }

    @Test("a drain waits for changes that are not handed on yet")
    func stream() async throws {
        try await withTemporaryDirectory { directory in
            let cloud = Flow.cloud(clock)
            let processor = StreamProcessor(
                queues: cloud.collectionQueues, region: "", events: .none, time: clock.source)
            let feeder = ChangeFeeder(
                cloud.table, processor, cursorPath: "\(directory)/cursor", events: .none, time: clock.source)
            let drain = Drain(cloud, feeder: feeder, time: clock.source)
            _ = try await feeder.feed()
            #expect(try await drain.remaining().isNothing)
            try await cloud.table.put(["PK": "x", "SK": "y"])
            #expect(try await !drain.remaining().isNothing)
            _ = try await feeder.feed()
            #expect(try await drain.remaining().isNothing)
            _ = try await cloud.runs.put(try Flow.run(1))
            _ = try await feeder.feed()
            #expect(try await !drain.remaining().isNothing)
        }
    }
}

/// Notes what is shown.
private final class NotedProgress: ProgressReporter {
    private let noted = Mutex<[String]>([])
    var notes: [String] { noted.withLock { $0 } }

    func begin(_ phase: String, total: Int?) { noted.withLock { $0.append("\(phase) \(total ?? -1)") } }
    func update(_ count: Int) { noted.withLock { $0.append("\(count)") } }
    func end() { noted.withLock { $0.append("end") } }
}
