import Basics
import JSON
import ReceiptModel
import Tables
import Testing

@Suite struct EmbedMessageTests {
    private let fields: JSONObject = [
        "image_id": .string(imageID), "receipt_id": 1, "artifacts_bucket": "b", "lines_key": "l", "words_key": "w",
    ]

    private func read(_ changes: JSONObject = [:]) throws -> EmbedMessage {
        var object = fields
        for member in changes.members { object[member.key] = member.value }
        return try EmbedMessage(body: JSONValue.object(object).description)
    }

    @Test func `a message is read in all its forms`() throws {
        let plain = try read()
        #expect(plain.receipt.receiptID == 1 && plain.token == nil)
        #expect(try read(["receipt_id": "1", "more": 5, "reprocess_token": nil]) == plain)
        #expect(try read(["reprocess_token": "again"]).token == "again")
        #expect(try EmbedMessage(["body": .object(fields)]) == plain)
        #expect(try EmbedMessage(["body": .string(JSONValue.object(fields).description)]) == plain)
        #expect(try EmbedMessage(body: plain.body) == plain)
    }

    @Test func `what is missing is named`() {
        for field in fields.keys {
            #expect(message { _ = try read([field: nil]) }?.contains(field) == true)
            #expect(message { _ = try read([field: ["x"]]) }?.contains(field) == true)
        }
        for body in ["", "[]", "null", "{", "7"] { #expect(message { _ = try EmbedMessage(body: body) } != nil) }
        #expect(message { _ = try read(["receipt_id": "one"]) }?.contains("receipt_id") == true)
    }

    @Test func `keys name their receipt`() throws {
        let sent = EmbedMessage(try receipt(3), bucket: "b")
        #expect(sent.linesKey == "receipts/\(imageID)/receipt-00003/lines.ndjson")
        #expect(try EmbedMessage.receipt(ofKey: sent.wordsKey) == receipt(3))
        #expect(EmbedMessage.receipt(ofKey: "receipts/x/receipt-00003/lines.ndjson") == nil)
        #expect(EmbedMessage.receipt(ofKey: "receipts/\(imageID)/receipt-00003/pages.ndjson") == nil)
    }

    @Test func `delays double up to a quarter of an hour`() {
        #expect(
            [1, 2, 3, 5, 6, 99].map { RetryDelay.seconds(receives: $0, base: 30) } == [30, 60, 120, 480, 900, 900])
        #expect(RetryDelay.seconds(receives: 0, base: 1) == 1)
    }
}

@Suite struct StreamTests {
    private func change(
        _ entity: EntityKey, _ kind: ItemChange.Kind, old: Item = [:], new: Item = [:]
    ) -> ItemChange {
        let keys: Item = ["PK": .string(entity.receipt.partition), "SK": .string(entity.sort)]
        return ItemChange(id: "e1", kind: kind, keys: keys, oldImage: old, newImage: new, time: 0)
    }

    private func messages(_ change: ItemChange) -> [StreamMessage] {
        if case .messages(let messages) = StreamRecognition.of(change, region: "r", now: time()) {
            messages
        } else {
            []
        }
    }

    @Test func `who is told of what`() throws {
        let receipt = try receipt()
        let run = CompactionRun(receipt, id: "r", created: time())
        let label = EntityKey.label(receipt, line: 1, word: 2, label: "METADATA")
        #expect(messages(change(.run(receipt, id: "r"), .insert, new: run.item)).map(\.collection) == [.lines, .words])
        #expect(messages(change(.run(receipt, id: "r"), .modify, old: run.item, new: run.item)).isEmpty)
        #expect(messages(change(.run(receipt, id: "r"), .remove, old: run.item)).isEmpty)
        for kind in [ItemChange.Kind.insert, .remove] {
            #expect(messages(change(.merchant(receipt), kind)).count == 2)
            #expect(messages(change(label, kind)).map(\.collection) == [.words])
        }
        #expect(messages(change(.merchant(receipt), .modify, old: ["reasoning": "a"], new: ["reasoning": "b"])).isEmpty)
        let moved = messages(change(.merchant(receipt), .modify, old: ["address": .null], new: ["address": "b"]))
        #expect(moved.count == 2)
        #expect(moved[0].changes == ["address": .init(old: nil, new: "b")])
        #expect(messages(change(label, .modify, old: ["timestamp_added": "a"], new: ["timestamp_added": "b"])).isEmpty)
        #expect(messages(change(label, .modify, old: [:], new: ["reasoning": "b"])).count == 1)
        for kind in [ItemChange.Kind.insert, .modify] {
            for entity: EntityKey in [.line(receipt, line: 1), .word(receipt, line: 1, word: 1), .receipt(receipt)] {
                #expect(messages(change(entity, kind, new: ["text": "x"])).isEmpty)
            }
        }
        #expect(messages(change(.line(receipt, line: 1), .remove)).map(\.collection) == [.lines])
        #expect(messages(change(.word(receipt, line: 1, word: 1), .remove)).map(\.collection) == [.words])
        #expect(messages(change(.receipt(receipt), .remove)).count == 2)
        #expect(messages(change(.ledger(receipt, .lines), .insert)).isEmpty)
    }

    /// What the stream says, what it is by the clock, and when the receipt counts as removed; all in milliseconds.
    @Test(arguments: [
        (1_750_000_000_250, 1_750_000_090_000, 1_750_000_000_250_999),
        (1_750_000_000_000, 1_750_000_090_000, 1_750_000_000_999_999),
        (1_750_000_000_000, 1_750_000_000_400, 1_750_000_000_400_000),
        (1_750_000_500_001, 1_750_000_000_000, 1_750_000_000_000_000),
        (1_700_000_000_000, 1_750_000_000_000, 1_750_000_000_000_000), (0, 1_750_000_000_000, 1_750_000_000_000_000),
    ])
    func `a receipt was removed when that was, not when the stream told of it`(change: Int, now: Int, removed: Int)
        throws
    {
        let keys: Item = ["PK": .string(try receipt().partition), "SK": .string(EntityKey.receipt(try receipt()).sort)]
        let removal = ItemChange(id: "e", kind: .remove, keys: keys, oldImage: [:], newImage: nil, time: change)
        let told = StreamRecognition.of(removal, region: "r", now: ReceiptTime(milliseconds: now))
        guard case .messages(let messages) = told else { return #expect(Bool(false), "nobody is told") }
        #expect(messages.map(\.time) == Array(repeating: ReceiptTime(microseconds: removed), count: 2))
        let other = ItemChange(
            id: "e", kind: .remove,
            keys: ["PK": keys["PK"] ?? .null, "SK": .string(EntityKey.merchant(try receipt()).sort)],
            oldImage: [:], newImage: nil, time: change)
        guard case .messages(let others) = StreamRecognition.of(other, region: "r", now: ReceiptTime(milliseconds: now))
        else {
            return #expect(Bool(false), "nobody is told")
        }
        #expect(others.allSatisfy { $0.time == ReceiptTime(milliseconds: now) })
    }

    @Test func `a run without prefixes is known as such`() throws {
        let entity = EntityKey.run(try receipt(), id: "r")
        #expect(
            StreamRecognition.of(change(entity, .insert), region: "", now: time())
                == .incompleteRun(try receipt(), id: "r"))
        let stranger = ItemChange(
            id: "e", kind: .insert, keys: ["PK": "PLACES#PHONE", "SK": "VALUE#1"], oldImage: nil, newImage: [:], time: 0
        )
        #expect(StreamRecognition.of(stranger, region: "", now: time()) == .ignored)
    }

    @Test func `every message comes back as it was sent`() throws {
        let receipt = try receipt()
        let run = CompactionRun(receipt, id: "r", created: time())
        let changes = [
            change(.run(receipt, id: "r"), .insert, new: run.item), change(.merchant(receipt), .insert),
            change(.label(receipt, line: 1, word: 2, label: "TOTAL"), .modify, new: ["validation_status": "VALID"]),
            change(.line(receipt, line: 1), .remove), change(.word(receipt, line: 1, word: 2), .remove),
            change(.receipt(receipt), .remove),
        ]
        let sent = changes.flatMap(messages)
        #expect(sent.count == 9)
        for message in sent {
            let body = try JSONValue.parse(message.body)
            #expect(
                body.object?.keys == [
                    "source", "entity_type", "entity_data", "changes", "event_name", "timestamp", "stream_record_id",
                    "aws_region",
                ])
            for name in ["source", "entity_type", "event_name"] {
                #expect(body[name]?.string == message.attributes[name])
            }
            #expect(try CompactionMessage(body: message.body, attributes: message.attributes) == .stream(message))
        }
        let data = try #require(JSONValue.parse(sent[1].body)["entity_data"])
        #expect(data["delta_s3_prefix"] == "words/delta/r/")
        #expect(
            data.object?.keys == [
                "run_id", "image_id", "receipt_id", "lines_delta_prefix", "words_delta_prefix", "delta_s3_prefix",
            ])
        #expect(try JSONValue.parse(sent[4].body)["entity_data"]?["label"] == "TOTAL")
    }

    @Test func `text that queues do not take is written so that they do`() throws {
        let label = EntityKey.label(try receipt(), line: 1, word: 2, label: "A\u{FFFF}\u{301}\u{FFFE}")
        var message = StreamMessage(
            label, event: .modify, time: time(), recordID: "e", region: "r", collection: .words)
        message.changes = ["reasoning": .init(old: nil, new: .string("\u{FFFF}"))]
        #expect(!message.body.unicodeScalars.contains { ["\u{FFFE}", "\u{FFFF}"].contains($0) })
        let read = try CompactionMessage(body: message.body, attributes: message.attributes)
        guard case .stream(let read) = read else { return #expect(Bool(false), "it is another kind of message") }
        #expect(read.entity == label)
    }

    @Test func `what a message asks of a group`() throws {
        let receipt = try receipt()
        func task(_ entity: EntityKey, _ kind: ItemChange.Kind, _ collection: CollectionName = .words) -> GroupMessage
            .Task?
        {
            var message = StreamMessage(
                entity, event: kind, time: time(), recordID: "e", region: "", collection: collection)
            message.prefixes = [.words: "words/delta/r/"]
            return GroupMessage(id: "m", .stream(message), receives: 2)?.task
        }
        let run = RunReference(receipt: receipt, id: "r", prefix: "words/delta/r/")
        let (line, word) = (EntityKey.line(receipt, line: 1), EntityKey.word(receipt, line: 1, word: 2))
        let label = EntityKey.label(receipt, line: 1, word: 2, label: "A")
        #expect(task(.run(receipt, id: "r"), .insert) == .merge(run))
        #expect(task(.merchant(receipt), .remove) == .merchant(receipt, isRemoval: true))
        #expect(task(label, .modify) == .labels(receipt, line: 1, word: 2, isRemoval: false))
        #expect(task(word, .remove) == .removal(word) && task(line, .remove, .lines) == .removal(line))
        #expect(task(.receipt(receipt), .remove) == .receiptRemoval(receipt, time()))
        // A word is in one collection, and its labels too.
        #expect(task(word, .remove, .lines) == nil && task(label, .modify, .lines) == nil && task(line, .remove) == nil)
        let notice = GroupMessage(id: "m", .delta(prefix: "lines/delta/x/", collection: .lines), receives: 1)
        #expect(notice?.task == .upsert(prefix: "lines/delta/x/") && notice?.receipt == nil)
    }

    @Test func `other messages are refused`() throws {
        let sent = try #require(messages(change(.merchant(receipt()), .insert)).first)
        func refused(_ body: String, _ attributes: [String: String]) -> Bool {
            message { _ = try CompactionMessage(body: body, attributes: attributes) } != nil
        }
        #expect(refused("{", sent.attributes) && refused("{}", sent.attributes))
        #expect(refused(sent.body, [:]))
        #expect(refused(sent.body, sent.attributes.merging(["collection": "pages"]) { $1 }))
        #expect(refused(#"{"delta_key":"x","collection":"pages"}"#, [:]))
        let notice = try CompactionMessage(
            body: #"{"delta_key":"lines/delta/x","collection":"lines"}"#, attributes: [:])
        #expect(notice == .delta(prefix: "lines/delta/x", collection: .lines))
        #expect(notice.collection == .lines && notice.identity != "e1")
    }
}
