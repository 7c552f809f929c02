import AWSServices
import AWSStandIn
import Basics
import JSON
import Tables
import Testing

@Suite("A DynamoDB table when things go wrong", .timeLimit(.minutes(15)))
struct DynamoTableTests {
    private let schema = TableSchema("PK", "SK")
    private let key = ItemKey("a", "s")
    private let item: Item = ["PK": "a", "SK": "s", "n": .int(1)]

    @Test("an answer that was damaged on its way is asked for again, one with the right checksum is not")
    func checksum() async throws {
        let body: JSONValue = ["Item": AttributeValue.json(item)]
        let sum = CRC32.checksum(body.encoded)
        try await StandInService.run { _, count in
            .init(body: body, fields: ["x-amz-crc32: \(count == 1 ? sum ^ 1 : sum)"])
        } _: { configuration, service in
            let found = try await DynamoTable("t", schema, configuration).get(key)
            #expect(found == item)
            #expect(service.calls.count == 2)
        }
    }

    /// What is sent again where the answer was lost: only what may be done twice.
    @Test(
        "a lost answer is asked for again where that does no harm",
        arguments: [
            (.put(["PK": "a", "SK": "s"]), true), (.put(["PK": "a", "SK": "s"], if: .absent("PK")), false),
            (.delete(ItemKey("a", "s")), true), (.delete(ItemKey("a", "s"), if: .exists("PK")), false),
            (.update(ItemKey("a", "s"), [.set("x", "y"), .add("s", .stringSet(["z"]))]), true),
            (.update(ItemKey("a", "s"), [.add("n", .int(1))]), false),
        ] as [(ItemWrite, Bool)])
    func lostAnswer(write: ItemWrite, isRepeated: Bool) async throws {
        try await StandInService.run { _, count in
            count == 1 ? nil : .init()
        } _: { configuration, service in
            let table = DynamoTable("t", schema, configuration)
            do {
                switch write {
                case .put(let item, let condition): try await table.put(item, if: condition)
                case .update(let key, let updates, let condition):
                    try await table.update(key, updates, if: condition)
                case .delete(let key, let condition): try await table.delete(key, if: condition)
                case .check: break
                }
                #expect(isRepeated)
            } catch let error as FdnixError {
                #expect(!isRepeated && error.code == .network)
            }
            #expect(service.calls.count == (isRepeated ? 2 : 1))
        }
    }

    @Test("a transaction whose answer was lost is sent again with the same token")
    func lostTransaction() async throws {
        try await StandInService.run { _, count in
            count == 1 ? nil : .init()
        } _: { configuration, service in
            try await DynamoTable("t", schema, configuration).transact(
                [.update(key, [.add("n", .int(1))])], token: "t1")
            #expect(service.calls.map { $0.input["ClientRequestToken"] } == ["t1", "t1"])
        }
    }

    @Test("a write that meets a transaction is sent again, conditions or not")
    func contention() async throws {
        try await StandInService.run { _, count in
            count == 1 ? .error("TransactionConflictException") : .init()
        } _: { configuration, service in
            try await DynamoTable("t", schema, configuration).put(item, if: .absent("PK"))
            #expect(service.calls.count == 2)
        }
    }

    @Test("a condition that does not hold tells the item as it is, and is not tried again")
    func condition() async throws {
        try await StandInService.run { _, _ in
            .error("ConditionalCheckFailedException", ["Item": AttributeValue.json(["PK": "a", "v": .int(3)])])
        } _: { configuration, service in
            let error = await #expect(throws: FdnixError.self) {
                try await DynamoTable("t", schema, configuration).put(item, if: .absent("PK"))
            }
            #expect(error?.code == .conflict && error?.isRetryable == false)
            #expect((error?.underlying as? ConditionFailure)?.current?["v"]?.int == 3)
            #expect(error?.context["aws_code"] == "ConditionalCheckFailedException")
            // What an item says is not for logs.
            #expect(error.map { !"\($0)".contains("PK") } == true)
            #expect(service.calls.count == 1)
        }
    }

    @Test("a cancelled transaction says why, write by write")
    func cancellation() async throws {
        let reasons: [JSONValue] = [
            ["Code": "None"], ["Code": "ConditionalCheckFailed", "Item": AttributeValue.json(["PK": "b"])],
            ["Code": "TransactionConflict"], ["Code": "ItemCollectionSizeLimitExceeded", "Message": "too large"],
        ]
        func error(_ reasons: [JSONValue]) async throws -> FdnixError? {
            try await StandInService.run { _, _ in
                .error("TransactionCanceledException", ["CancellationReasons": .array(reasons)])
            } _: { configuration, _ in
                await #expect(throws: FdnixError.self) {
                    try await DynamoTable("t", schema, configuration).transact([.put(item)], token: "t")
                }
            }
        }
        let failure = try #require(try await error(reasons)?.underlying as? TransactionFailure)
        #expect(
            failure.reasons == [
                .none, .condition(["PK": "b"]), .contention, .other("ItemCollectionSizeLimitExceeded: too large"),
            ])
        #expect(!failure.isRetryable)
        #expect(try await error([reasons[0], reasons[2]])?.isRetryable == true)
        #expect(try await error([["Code": "ValidationError", "Message": "no"]])?.code == .usage)
    }

    @Test("what a batch left undone is sent again until nothing is left")
    func unprocessed() async throws {
        try await StandInService.run { call, count in
            guard let requests = call.input["RequestItems"]?["t"] else { return nil }
            if call.operation == "BatchWriteItem" {
                let left = (requests.array ?? []).dropFirst(count == 1 ? 3 : 30)
                return .init(body: left.isEmpty ? [:] : ["UnprocessedItems": ["t": .array(Array(left))]])
            }
            let keys = requests["Keys"]?.array ?? []
            let left = Array(keys.dropFirst(count == 1 ? 4 : 100))
            return .init(body: [
                "Responses": ["t": .array(Array(keys.prefix(keys.count - left.count)))],
                "UnprocessedKeys": left.isEmpty ? [:] : ["t": ["Keys": .array(left)]],
            ])
        } _: { configuration, service in
            let table = DynamoTable("t", schema, configuration)
            let keys = (0..<10).map { ItemKey("a", .string("\($0)")) }
            let retry = BatchRetry(backoff: Backoff(base: .milliseconds(1), cap: .milliseconds(1)))
            try await table.write(keys.map { .put(["PK": $0.partition, "SK": $0.sort ?? ""]) }, retry)
            #expect(try await table.items(keys, retry).count == 10)
            let sent = service.calls.map { call in
                call.input["RequestItems"]?["t"].map { ($0["Keys"] ?? $0).array?.count ?? 0 } ?? 0
            }
            #expect(sent == [10, 7, 10, 6])
        }
    }

    @Test("mistakes are told before the network is asked")
    func mistakes() async throws {
        try await StandInService.run { _, _ in
            .init()
        } _: { configuration, service in
            let table = DynamoTable("t", schema, configuration)
            let calls: [() async throws -> Void] = [
                { try await table.put(["PK": "a"]) }, { _ = try await table.get(ItemKey("a")) },
                { _ = try await table.query(ItemQuery("a", index: "None"), limit: 1, token: nil) },
                { _ = try await table.query(ItemQuery("a"), limit: 1, token: "{}") },
                { try await table.update(key, [.set("SK", "x")]) }, { try await table.transact([], token: "t") },
                { try await table.transact([.put(item)], token: "") },
            ]
            for call in calls {
                let error = await #expect(throws: FdnixError.self) { try await call() }
                #expect(error?.code == .usage)
            }
            #expect(service.calls.isEmpty)
        }
    }
}
