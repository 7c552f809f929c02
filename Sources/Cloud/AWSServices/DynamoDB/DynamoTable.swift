public import AWS
import Basics
import JSON
public import Tables

/// A table of DynamoDB.
///
/// Writes with conditions, and those that add to numbers, are not sent again where an answer was lost: nobody knows whether
/// they were done, and a second one would see its own first. Such an error is of the network; read the item, or use a
/// transaction, whose token makes it safe to send again.
public struct DynamoTable: Table {
    /// The keys of the table and of its indexes, as the table was made.
    public let schema: TableSchema
    private let name: String
    private let client: DynamoClient

    /// The table `name`, which must exist with these keys and indexes.
    public init(_ name: String, _ schema: TableSchema, _ configuration: AWSConfiguration) {
        self.name = name
        self.schema = schema
        client = DynamoClient(configuration)
    }

    /// The table's name and its region.
    public var location: String { "DynamoDB table \(name)\(client.region.map { " in \($0)" } ?? "")" }

    /// Reads an item, nil where there is none (GetItem).
    public func get(_ key: ItemKey, consistent: Bool) async throws -> Item? {
        let answer = try await client.call(
            "GetItem",
            [
                "TableName": .string(name), "Key": AttributeValue.json(try schema.attributes(of: key)),
                "ConsistentRead": .bool(consistent),
            ])
        return try answer["Item"].flatMap(AttributeValue.item)
    }

    /// Writes a whole item where the condition holds; gives what was there before (PutItem).
    @discardableResult
    public func put(_ item: Item, if condition: ItemCondition?) async throws -> Item? {
        try await apply(.put(item, if: condition))
    }

    /// Changes attributes where the condition holds; gives the item as it is then (UpdateItem).
    @discardableResult
    public func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) async throws -> Item {
        try await apply(.update(key, updates, if: condition)) ?? [:]
    }

    /// Removes an item where the condition holds; gives what was there (DeleteItem).
    @discardableResult
    public func delete(_ key: ItemKey, if condition: ItemCondition?) async throws -> Item? {
        try await apply(.delete(key, if: condition))
    }

    private func apply(_ write: ItemWrite) async throws -> Item? {
        let write = try DynamoWrite(write, table: name, schema: schema)
        let answer = try await client.call("\(write.kind)Item", write.single, isRepeatable: write.isRepeatable)
        return try answer["Attributes"].flatMap(AttributeValue.item)
    }

    /// One page of the items of a partition (Query); a page ends at 1 MB, whatever `limit` is.
    public func query(_ query: ItemQuery, limit: Int, token: String?) async throws -> ItemPage {
        // Tells mistakes before the network does.
        _ = try SortRange(query, in: schema)
        var expression = DynamoExpression()
        var request: JSONObject = [
            "TableName": .string(name), "Limit": .integer(Int64(limit)), "ScanIndexForward": .bool(!query.descending),
            "KeyConditionExpression": .string(expression.keys(query, try schema.keys(of: query.index))),
        ]
        if let index = query.index { request["IndexName"] = .string(index) }
        if query.consistent, query.index == nil { request["ConsistentRead"] = true }
        expression.addPlaceholders(to: &request)
        return try await page("Query", request, token)
    }

    /// One page of all items (Scan); a page ends at 1 MB, whatever `limit` is.
    public func scan(_ segment: ScanSegment, limit: Int, token: String?) async throws -> ItemPage {
        var request: JSONObject = ["TableName": .string(name), "Limit": .integer(Int64(limit))]
        if segment.count > 1 {
            request["Segment"] = .integer(Int64(segment.index))
            request["TotalSegments"] = .integer(Int64(segment.count))
        }
        return try await page("Scan", request, token)
    }

    private func page(_ operation: String, _ request: JSONObject, _ token: String?) async throws -> ItemPage {
        var request = request
        if let token { request["ExclusiveStartKey"] = AttributeValue.json(try PageToken.attributes(token)) }
        let answer = try await client.call(operation, .object(request))
        let items = try (answer["Items"]?.array ?? []).compactMap { try AttributeValue.item($0) }
        let last = try answer["LastEvaluatedKey"].flatMap(AttributeValue.item)
        return ItemPage(items, next: last.flatMap { $0.isEmpty ? nil : PageToken.text($0) })
    }

    /// Reads up to 100 items; what DynamoDB had no capacity for is left undone (BatchGetItem).
    public func batchGet(
        _ keys: [ItemKey], consistent: Bool
    ) async throws -> (items: [Item], unprocessed: [ItemKey]) {
        try WriteOutcome.checkBatch(keys, upTo: 100)
        guard !keys.isEmpty else { return ([], []) }
        let wanted = try keys.map { AttributeValue.json(try schema.attributes(of: $0)) }
        let request: JSONValue = [
            "RequestItems": .object([name: ["Keys": .array(wanted), "ConsistentRead": .bool(consistent)]])
        ]
        let answer = try await client.call("BatchGetItem", request)
        let items = try (answer["Responses"]?[name]?.array ?? []).compactMap { try AttributeValue.item($0) }
        let left = try (answer["UnprocessedKeys"]?[name]?["Keys"]?.array ?? []).compactMap {
            try AttributeValue.item($0).map(schema.key(of:))
        }
        return (items, left)
    }

    /// Writes up to 25 items; what DynamoDB had no capacity for is left undone (BatchWriteItem).
    public func batchWrite(_ writes: [BatchWrite]) async throws -> [BatchWrite] {
        try WriteOutcome.checkBatch(try writes.map { try $0.key(in: schema) }, upTo: 25)
        guard !writes.isEmpty else { return [] }
        let requests: [JSONValue] = try writes.map { write in
            switch write {
            case .put(let item): ["PutRequest": ["Item": AttributeValue.json(try schema.validated(item))]]
            case .delete(let key): ["DeleteRequest": ["Key": AttributeValue.json(try schema.attributes(of: key))]]
            }
        }
        let answer = try await client.call("BatchWriteItem", ["RequestItems": .object([name: .array(requests)])])
        return try (answer["UnprocessedItems"]?[name]?.array ?? []).compactMap { left in
            if let item = try left["PutRequest"]?["Item"].flatMap(AttributeValue.item) { return .put(item) }
            return try left["DeleteRequest"]?["Key"].flatMap(AttributeValue.item).map {
                .delete(try schema.key(of: $0))
            }
        }
    }

    /// Does all of up to 100 writes of different items, or none (TransactWriteItems).
    public func transact(_ writes: [ItemWrite], token: String) async throws {
        try TransactionToken.check(token)
        let keys = try writes.map { try $0.key(in: schema) }
        guard !keys.isEmpty else { throw FdnixError(.usage, "a transaction has 1 to 100 writes, not 0") }
        try WriteOutcome.checkBatch(keys, upTo: 100)
        let parts = try writes.map { try DynamoWrite($0, table: name, schema: schema).part }
        _ = try await client.call(
            "TransactWriteItems", ["TransactItems": .array(parts), "ClientRequestToken": .string(token)])
    }

    /// Up to `limit` changes after `cursor`; they are kept for a day. The table's stream must be on, with both images.
    public func changes(after cursor: String?, limit: Int) async throws -> ChangePage {
        try await DynamoChanges(table: name, client: client).page(after: cursor, limit: limit)
    }
}
