import AWSServices
import AWSStandIn
import Basics
import JSON
import Tables
import Testing

@Suite("The stream of a DynamoDB table when things go wrong", .timeLimit(.minutes(15)))
struct DynamoChangesTests {
    private static func record(_ number: Int) -> JSONValue {
        [
            "eventID": .string("e\(number)"), "eventName": "INSERT",
            "dynamodb": [
                "Keys": ["PK": ["S": "a"]], "NewImage": ["PK": ["S": "a"]], "SequenceNumber": .string("\(number)"),
                "ApproximateCreationDateTime": 1.7e9, "StreamViewType": "NEW_AND_OLD_IMAGES",
            ],
        ]
    }

    private static func answer(_ call: StandInService.Call) -> StandInService.Answer {
        switch call.operation {
        case "DescribeTable": .init(body: ["Table": ["LatestStreamArn": "arn:stream"]])
        case "DescribeStream": .init(body: ["StreamDescription": ["Shards": [["ShardId": "shard-1"]]]])
        case "GetShardIterator":
            .init(body: ["ShardIterator": .string("from-\(call.input["SequenceNumber"]?.string ?? "start")")])
        default: .init()
        }
    }

    @Test("an iterator that has ended is got anew, from the last change that was read")
    func expiredIterator() async throws {
        try await StandInService.run { call, _ in
            guard call.operation == "GetRecords" else { return Self.answer(call) }
            return switch call.input["ShardIterator"]?.string {
            case "from-start": .init(body: ["Records": [Self.record(1)], "NextShardIterator": "old"])
            case "old": .error("ExpiredIteratorException")
            default: .init(body: ["Records": [Self.record(2)]])
            }
        } _: { configuration, service in
            let table = DynamoTable("t", TableSchema("PK"), configuration)
            let first = try await table.changes(after: nil, limit: 1)
            #expect(first.changes.map(\.id) == ["e1"] && first.changes.first?.time == 1_700_000_000_000)
            let second = try await table.changes(after: first.cursor, limit: 1)
            #expect(second.changes.map(\.id) == ["e2"])
            let sequences = service.calls.compactMap { $0.input["SequenceNumber"]?.string }
            #expect(sequences == ["1"])
        }
    }

    @Test("changes that are not kept any more are told, not left out")
    func trimmed() async throws {
        try await StandInService.run { call, _ in
            call.operation == "GetRecords" ? .error("TrimmedDataAccessException") : Self.answer(call)
        } _: { configuration, _ in
            let error = await #expect(throws: FdnixError.self) {
                try await DynamoTable("t", TableSchema("PK"), configuration).changes(after: nil, limit: 1)
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test("a table without a stream is told with what to do")
    func withoutStream() async throws {
        try await StandInService.run { _, _ in
            .init(body: ["Table": [:]])
        } _: { configuration, _ in
            let error = await #expect(throws: FdnixError.self) {
                try await DynamoTable("t", TableSchema("PK"), configuration).changes(after: nil, limit: 1)
            }
            #expect(error?.code == .usage && error?.message.contains("NEW_AND_OLD_IMAGES") == true)
        }
    }

    @Test("gaps of a stream are passed, and an end that only seems one is asked for again later")
    func gaps() async throws {
        try await StandInService.run { call, count in
            guard call.operation == "GetRecords" else { return Self.answer(call) }
            let records: [JSONValue] = count == 3 ? [Self.record(5)] : []
            return .init(body: ["Records": .array(records), "NextShardIterator": .string("i\(count)")])
        } _: { configuration, service in
            let table = DynamoTable("t", TableSchema("PK"), configuration)
            let page = try await table.changes(after: nil, limit: 10)
            #expect(page.changes.map(\.id) == ["e5"])
            #expect(try await table.changes(after: page.cursor, limit: 10).changes.isEmpty)
            #expect(service.calls.filter { $0.operation == "GetShardIterator" }.count == 1)
        }
    }
}
