import Basics
import JSON
import Tables
import Testing

@testable import LambdaEvents

@Suite("Batches of a table's stream")
struct DynamoDBStreamEventTests {
    @Test("a change is read with its images, in DynamoDB's types")
    func insertion() throws {
        let records = try DynamoDBStreamEvent(try Fixture.bytes("dynamodb")).records
        #expect(records.map(\.change) == [.insert, .modify, .remove])
        let first = try #require(records.first)
        #expect(first.keys == ["owner": .string("größe"), "number": .number("101")])
        #expect(first.keys["number"]?.int == 101)
        #expect(first.oldImage == nil)
        #expect(first.sequenceNumber == "4421584500000000017450439091")
        #expect(first.approximateCreation == 1_773_100_000)
        #expect(first.view == .newAndOldImages)
        #expect(!first.isExpiry)
        #expect(first.sourceARN.hasPrefix("arn:aws:dynamodb:eu-central-1:123456789012:table/receipts/"))
        #expect(
            first.newImage == [
                "owner": .string("größe"), "number": .number("101"),
                "exact": .number("-12345678901234567890.123456789012345678"), "digest": .binary([0, 1, 2, 255]),
                "isPaid": .bool(false), "nothing": .null,
                "lines": .list([
                    .map(["text": .string("bread"), "cents": .number("250")]), .string("note"), .list([]),
                ]),
                "tags": .stringSet(["a", "b"]), "sizes": .numberSet(["1", "2.5"]), "pieces": .binarySet([[0], [255]]),
                "empty": .map([:]),
            ])
    }

    @Test("changes and removals have what the view gives")
    func others() throws {
        let records = try DynamoDBStreamEvent(try Fixture.bytes("dynamodb")).records
        #expect(records[1].newImage == ["total": .number("2")])
        #expect(records[1].oldImage == ["total": .number("1")])
        #expect(records[1].approximateCreation == 1_773_100_000.25)
        #expect(records[2].newImage == nil && records[2].oldImage == nil)
        #expect(records[2].approximateCreation == nil)
        #expect(records[2].view == .keysOnly)
        #expect(records[2].isExpiry)
    }

    @Test("values give what they hold, and nothing else")
    func values() {
        #expect(AttributeValue.string("x").string == "x" && AttributeValue.number("1").string == nil)
        #expect(AttributeValue.number("-7").int == -7 && AttributeValue.number("1.5").int == nil)
        #expect(AttributeValue.bool(true).bool == true && AttributeValue.null.bool == nil)
    }

    @Test("a failed change names its sequence number")
    func failure() throws {
        let records = try DynamoDBStreamEvent(try Fixture.bytes("dynamodb")).records
        #expect(
            String(decoding: BatchAnswer(retryingFrom: records[1]).encoded, as: UTF8.self)
                == #"{"batchItemFailures":[{"itemIdentifier":"4421584500000000017450439092"}]}"#)
    }

    @Test(
        "a record without its parts is refused, and named",
        arguments: [
            ("eventName", "TRUNCATE", "eventName"), ("eventName", nil, "eventName"),
            ("dynamodb", nil, "SequenceNumber"),
            ("dynamodb", .object(["SequenceNumber": "1"]), "Keys"),
            ("dynamodb", .object(["SequenceNumber": "1", "StreamViewType": "ALL"]), "StreamViewType"),
            ("dynamodb", .object(["SequenceNumber": "1", "StreamViewType": "KEYS_ONLY"]), "Keys"),
            ("eventSource", "aws:kinesis", "aws:dynamodb"),
        ] as [(String, JSONValue?, String)])
    func missing(key: String, value: JSONValue?, named: String) throws {
        let event = try Fixture.json("dynamodb").changingRecord { $0.setting(key, value) }
        let error = #expect(throws: FdnixError.self) { try DynamoDBStreamEvent(event.encoded) }
        #expect(error?.code == .malformedInput)
        #expect(error?.message.contains(named) == true)
    }

    @Test(
        "a value of no DynamoDB type is refused, and its attribute named",
        arguments: [
            "\"x\"", "{}", "{\"S\":1}", "{\"N\":1}", "{\"N\":\"one\"}", "{\"N\":\"inf\"}", "{\"B\":\"=\"}",
            "{\"BOOL\":\"true\"}",
            "{\"NULL\":false}", "{\"M\":[]}", "{\"L\":{}}", "{\"L\":[1]}", "{\"SS\":[1]}", "{\"NS\":[\"x\"]}",
            "{\"BS\":[\"?\"]}", "{\"X\":\"x\"}", "{\"S\":\"a\",\"N\":\"1\"}",
        ])
    func values(text: String) throws {
        let event = try Fixture.json("dynamodb").changingRecord { record in
            let image = JSONValue.object(["total": (try? JSONValue.parse(text)) ?? .null])
            return record.setting("dynamodb", record["dynamodb"]?.setting("NewImage", image))
        }
        let error = #expect(throws: FdnixError.self) { try DynamoDBStreamEvent(event.encoded) }
        #expect(error?.code == .malformedInput)
        #expect(error?.message.contains("total") == true)
    }

    @Test("where that is asked for, what cannot be read is told, and the others are kept")
    func lenient() throws {
        let event = try Fixture.json("dynamodb").changingRecord { $0.setting("eventName", nil) }
        var told: [String] = []
        let read = try DynamoDBStreamEvent(event.encoded) { told.append("\($0)") }
        #expect(read.records.map(\.change) == [.modify, .remove])
        #expect(told.count == 1 && told.first?.contains("eventName") == true)
        #expect(throws: FdnixError.self) { try DynamoDBStreamEvent(Array("{}".utf8)) { _ in } }
    }

    @Test("a record that does not say what its images hold has both")
    func withoutView() throws {
        let event = try Fixture.json("dynamodb").changingRecord { record in
            record.setting("dynamodb", record["dynamodb"]?.setting("StreamViewType", nil))
        }
        #expect(try DynamoDBStreamEvent(event.encoded).records.map(\.view).first == .newAndOldImages)
    }

    @Test("a record is a change of an item")
    func change() throws {
        let record = try #require(try DynamoDBStreamEvent(try Fixture.bytes("dynamodb")).records.dropFirst().first)
        let change = ItemChange(record)
        #expect(!change.id.isEmpty && change.id == record.id && change.kind == .modify)
        #expect(change.time == 1_773_100_000_250 && change.oldImage == ["total": .number("1")])
    }

    @Test("other events are refused", arguments: Fixture.gateways + ["sqs"])
    func foreign(name: String) throws {
        let bytes = try Fixture.bytes(name)
        #expect(throws: FdnixError.self) { try DynamoDBStreamEvent(bytes) }
    }

    @Test("a damaged event is an error, or changes that can be named")
    func damage() throws {
        let (values, errors) = fuzz([try Fixture.bytes("dynamodb")], seed: 8) { bytes in
            let records = try DynamoDBStreamEvent(bytes).records
            #expect(records.allSatisfy { !$0.sequenceNumber.isEmpty })
        }
        #expect(values > 100 && errors > 100)
    }
}
