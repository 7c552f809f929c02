import AWS
import Basics
import JSON
import Tables

/// Reads a table's stream
/// (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html).
struct DynamoChanges {
    let table: String
    let client: DynamoClient

    /// How many empty answers in a row are taken for the end of an open shard for now: a stream has gaps.
    private static let emptyAnswers = 4

    func page(after cursor: String?, limit: Int) async throws -> ChangePage {
        var position = try await position(cursor)
        let shards = try await shards(of: position.stream)
        try position.meet(shards)
        var changes: [ItemChange] = []
        var read: Set<String> = []
        // A shard that ends makes way for its children.
        while case let next = position.readable(shards).filter({ !read.contains($0) }), !next.isEmpty {
            for shard in next where changes.count < limit {
                changes += try await self.read(shard, &position, limit: limit - changes.count)
            }
            guard changes.count < limit else { break }
            read.formUnion(next)
        }
        return ChangePage(changes, cursor: position.cursor)
    }

    private func position(_ cursor: String?) async throws -> StreamPosition {
        let known = try cursor.map { try StreamPosition(cursor: $0) }
        if let known { return known }
        let description = try await client.call("DescribeTable", ["TableName": .string(table)])
        guard let stream = description["Table"]?["LatestStreamArn"]?.string else {
            throw FdnixError(
                .usage, "the DynamoDB table \(table) has no stream: switch it on with the view NEW_AND_OLD_IMAGES")
        }
        return StreamPosition(stream: stream)
    }

    private func shards(of stream: String) async throws -> [StreamPosition.Shard] {
        var shards: [StreamPosition.Shard] = []
        var last: String?
        repeat {
            var request: JSONObject = ["StreamArn": .string(stream)]
            request["ExclusiveStartShardId"] = last.map { .string($0) }
            let description = try await client.callStreams("DescribeStream", .object(request))["StreamDescription"]
            for shard in description?["Shards"]?.array ?? [] {
                guard let id = shard["ShardId"]?.string else { continue }
                shards.append(StreamPosition.Shard(id: id, parent: shard["ParentShardId"]?.string))
            }
            last = description?["LastEvaluatedShardId"]?.string
        } while last != nil
        return shards
    }

    /// Reads a shard until `limit` changes came, or it seems to have no more for now.
    private func read(_ shard: String, _ position: inout StreamPosition, limit: Int) async throws -> [ItemChange] {
        var changes: [ItemChange] = []
        var empty = 0
        while changes.count < limit, empty < Self.emptyAnswers, !position.place(shard).isFinished {
            let answer = try await records(shard, position, limit: min(limit - changes.count, 1000))
            let records = answer["Records"]?.array ?? []
            changes += try records.map { try Self.change($0) }
            let next = answer["NextShardIterator"]?.string
            let last = records.last?["dynamodb"]?["SequenceNumber"]?.string
            position.note(shard, last: last, next: next)
            empty = records.isEmpty ? empty + 1 : 0
        }
        return changes
    }

    private func records(_ shard: String, _ position: StreamPosition, limit: Int) async throws -> JSONValue {
        func get(_ iterator: String) async throws -> JSONValue {
            try await client.callStreams(
                "GetRecords", ["ShardIterator": .string(iterator), "Limit": .integer(Int64(limit))])
        }
        let place = position.place(shard)
        if let iterator = place.iterator {
            do { return try await get(iterator) } catch let error as FdnixError {
                guard (error.underlying as? AWSError)?.code == "ExpiredIteratorException" else { throw error }
            }
        }
        var request: JSONObject = [
            "StreamArn": .string(position.stream), "ShardId": .string(shard),
            "ShardIteratorType": place.sequence == nil ? "TRIM_HORIZON" : "AFTER_SEQUENCE_NUMBER",
        ]
        request["SequenceNumber"] = place.sequence.map { .string($0) }
        let answer = try await client.callStreams("GetShardIterator", .object(request))
        guard let iterator = answer["ShardIterator"]?.string else {
            throw FdnixError(.service, "DynamoDB Streams gave no iterator for the shard \(shard) of \(table)")
        }
        return try await get(iterator)
    }

    private static func change(_ record: JSONValue) throws -> ItemChange {
        let details = record["dynamodb"]
        guard let kind = record["eventName"]?.string.flatMap(ItemChange.Kind.init(rawValue:)),
            let id = record["eventID"]?.string, let keys = try details?["Keys"].flatMap(AttributeValue.item)
        else { throw FdnixError(.service, "a record of a DynamoDB stream lacks its event or its keys") }
        let seconds = details?["ApproximateCreationDateTime"]?.double ?? 0
        return ItemChange(
            id: id, kind: kind, keys: keys, oldImage: try details?["OldImage"].flatMap(AttributeValue.item),
            newImage: try details?["NewImage"].flatMap(AttributeValue.item), time: Int(seconds * 1000))
    }
}
