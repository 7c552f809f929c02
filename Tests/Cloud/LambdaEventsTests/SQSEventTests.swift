import Basics
import JSON
import Testing

@testable import LambdaEvents

@Suite("Batches of a queue")
struct SQSEventTests {
    @Test("a message is read with all that SQS and its sender say of it")
    func message() throws {
        let event = try SQSEvent(try Fixture.bytes("sqs"))
        #expect(event.records.count == 2)
        let message = try #require(event.records.first)
        #expect(message.messageID == "059f36b4-87a3-44ab-83d2-661975830a7d")
        #expect(message.receiptHandle == "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a")
        #expect(message.body == "{\"run\": \"größe 🦀\"}")
        #expect(message.receiveCount == 3)
        #expect(message.sentTimestamp == 1_773_100_000_123)
        #expect(message.messageGroupID == nil)
        #expect(message.attributes["SenderId"] == "AIDAIENQZJOLO23YVJ4VO")
        #expect(message.sourceARN == "arn:aws:sqs:eu-central-1:123456789012:work")
        #expect(
            message.messageAttributes == [
                "kind": .init(dataType: "String", value: .text("document")),
                "pages": .init(dataType: "Number.int", value: .text("12")),
                "digest": .init(dataType: "Binary", value: .binary([0, 1, 2, 255])),
            ])
        #expect(event.records.last?.body == "")
        #expect(event.records.last?.messageAttributes.isEmpty == true)
    }

    @Test("messages that failed are named, all others are done")
    func failures() throws {
        let event = try SQSEvent(try Fixture.bytes("sqs"))
        let answer = BatchAnswer(retrying: event.records.suffix(1))
        #expect(
            String(decoding: answer.encoded, as: UTF8.self)
                == #"{"batchItemFailures":[{"itemIdentifier":"2e1424d4-f796-459a-8184-9c92662be6da"}]}"#)
        #expect(String(decoding: BatchAnswer.done.encoded, as: UTF8.self) == #"{"batchItemFailures":[]}"#)
    }

    @Test("of a FIFO queue all from the failed one on come again", arguments: [-1, 0, 1, 2, 3, 9])
    func order(index: Int) throws {
        let event = try SQSEvent(try Fixture.bytes("sqs-fifo"))
        #expect(event.records.map(\.messageGroupID) == ["a", "a", "b"])
        let failures = BatchAnswer(retrying: event, from: index).failures
        #expect(failures == Array(["m-1", "m-2", "m-3"].dropFirst(max(index, 0))))
    }

    @Test(
        "a record without its parts is refused, and named",
        arguments: [
            ("messageId", nil, "messageId"), ("messageId", "", "messageId"), ("eventSource", "aws:sns", "aws:sqs"),
        ] as [(String, JSONValue?, String)])
    func missing(key: String, value: JSONValue?, named: String) throws {
        let event = try Fixture.json("sqs").changingRecord { $0.setting(key, value) }
        let error = #expect(throws: FdnixError.self) { try SQSEvent(event.encoded) }
        #expect(error?.code == .malformedInput)
        #expect(error?.message.contains(named) == true)
    }

    @Test(
        "a message without a body is one, as others of its batch are sound", arguments: [nil, .null, 7] as [JSONValue?])
    func withoutBody(body: JSONValue?) throws {
        let event = try Fixture.json("sqs").changingRecord { $0.setting("body", body) }
        let read = try SQSEvent(event.encoded)
        #expect(read.records.map(\.body) == ["", ""] && read.records.first?.messageID.isEmpty == false)
    }

    @Test(
        "one message with less than SQS gives does not bring back its batch",
        arguments: [
            ("receiptHandle", nil), ("eventSource", nil), ("messageAttributes", .object(["a": .object([:])])),
            ("messageAttributes", .object(["a": .object(["dataType": "Binary", "binaryValue": "="])])),
        ] as [(String, JSONValue?)])
    func sparse(key: String, value: JSONValue?) throws {
        let event = try Fixture.json("sqs").changingRecord { $0.setting(key, value) }
        let whole = try SQSEvent(try Fixture.bytes("sqs")).records
        let records = try SQSEvent(event.encoded).records
        #expect(records.map(\.messageID) == whole.map(\.messageID) && records.last == whole.last)
        #expect(key != "messageAttributes" || records[0].messageAttributes.isEmpty)
    }

    @Test("an attribute that does not say its type is a text")
    func untyped() throws {
        let event = try Fixture.json("sqs").changingRecord {
            $0.setting("messageAttributes", .object(["a": .object(["stringValue": "x"])]))
        }
        #expect(
            try SQSEvent(event.encoded).records[0].messageAttributes == [
                "a": SQSEvent.MessageAttribute(dataType: "String", value: .text("x"))
            ])
    }

    @Test("other events are refused", arguments: Fixture.gateways + ["dynamodb"])
    func foreign(name: String) throws {
        let bytes = try Fixture.bytes(name)
        #expect(throws: FdnixError.self) { try SQSEvent(bytes) }
    }

    @Test("an empty batch is one")
    func empty() throws { #expect(try SQSEvent(Array("{\"Records\":[]}".utf8)).records.isEmpty) }

    @Test("a damaged event is an error, or messages that can be named")
    func damage() throws {
        let events = try ["sqs", "sqs-fifo"].map { try Fixture.bytes($0) }
        let (values, errors) = fuzz(events, seed: 7) { bytes in
            let records = try SQSEvent(bytes).records
            #expect(records.allSatisfy { !$0.messageID.isEmpty })
        }
        #expect(values > 100 && errors > 100)
    }
}
