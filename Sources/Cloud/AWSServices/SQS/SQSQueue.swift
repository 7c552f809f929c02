public import AWS
public import Basics
import JSON
public import Queues

/// A queue of Amazon SQS
/// (docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html).
public struct SQSQueue: Queue {
    private let url: String
    private let deadLetterURL: String?
    private let client: AWSClient

    /// The queue at `url`; `deadLetterURL` is that of its dead-letter queue, as its redrive policy says.
    public init(_ url: String, deadLetterURL: String? = nil, _ configuration: AWSConfiguration) {
        self.url = url
        self.deadLetterURL = deadLetterURL
        client = AWSClient(.sqs, configuration)
    }

    /// The queue at `url` with the dead-letter queue that its redrive policy names, if any (GetQueueAttributes, GetQueueUrl).
    /// Throws what AWS refuses.
    public static func withDeadLetters(_ url: String, _ configuration: AWSConfiguration) async throws -> SQSQueue {
        let queue = SQSQueue(url, configuration)
        let answer = try await queue.call("GetQueueAttributes", ["AttributeNames": ["RedrivePolicy"]])
        guard let policy = answer["Attributes"]?["RedrivePolicy"]?.string,
            let arn = (try? JSONValue.parse(policy))?["deadLetterTargetArn"]?.string,
            let name = arn.split(separator: ":").last
        else { return queue }
        let found = try await queue.client.call("GetQueueUrl", ["QueueName": .string(String(name))])
        return SQSQueue(url, deadLetterURL: found["QueueUrl"]?.string, configuration)
    }

    /// The address of the queue, which SQS calls its URL.
    public var location: String { url }

    /// Where messages go that were received too often.
    public var deadLetters: (any Queue)? { deadLetterURL.map { SQSQueue($0, client.configuration) } }

    /// Nil: the queue's redrive policy says it, which whoever receives messages may not read.
    public var maxReceiveCount: Int? { nil }

    /// Sends any number of messages, ten and 1 MiB at a time (SendMessageBatch); a result is the message's id, `corrupt`
    /// where the message was damaged on its way. One whose answer was lost is sent again, and may come twice.
    public func send(_ messages: [OutgoingMessage]) async throws -> [Result<String, FdnixError>] {
        var results: [Result<String, FdnixError>] = messages.map { message in
            Result { () throws(FdnixError) in
                try QueueLimits.check(message)
                return ""
            }
        }
        let sound = messages.indices.filter { (try? results[$0].get()) != nil }
        for batch in Self.batches(sound, size: { QueueLimits.size(messages[$0]) }) {
            let entries = batch.map { SQSEntries.message(messages[$0], id: $0) }
            let answer = try await call("SendMessageBatch", ["Entries": .array(entries)])
            for entry in SQSEntries.outcomes(answer, batch) {
                results[entry.id] = entry.result.flatMap { entry in SQSEntries.check(entry, of: messages) }
            }
        }
        return results
    }

    /// Takes messages and hides them from others (ReceiveMessage). Throws `corrupt` where one was damaged on its way; all of
    /// the answer come again then.
    public func receive(_ options: ReceiveOptions) async throws -> [ReceivedMessage] {
        let answer = try await call(
            "ReceiveMessage",
            [
                "MaxNumberOfMessages": .integer(Int64(options.limit)),
                "VisibilityTimeout": .integer(Self.seconds(options.visibility)),
                "WaitTimeSeconds": .integer(Self.seconds(options.wait)),
                "MessageAttributeNames": ["All"],
                "MessageSystemAttributeNames": ["ApproximateReceiveCount", "SentTimestamp"],
            ])
        return try (answer["Messages"]?.array ?? []).map { try SQSEntries.message($0) }
    }

    /// Hides messages for `visibility`, in whole seconds, from now on (ChangeMessageVisibilityBatch).
    public func extend(_ receipts: [String], visibility: Duration) async throws -> [Result<Void, FdnixError>] {
        let seconds = Self.seconds(min(max(visibility, .zero), QueueLimits.longestVisibility))
        return try await change(receipts, "ChangeMessageVisibilityBatch", ["VisibilityTimeout": .integer(seconds)])
    }

    /// Deletes messages that were received (DeleteMessageBatch).
    public func delete(_ receipts: [String]) async throws -> [Result<Void, FdnixError>] {
        try await change(receipts, "DeleteMessageBatch", [:])
    }

    private func change(
        _ receipts: [String], _ operation: String, _ more: JSONObject
    ) async throws -> [Result<Void, FdnixError>] {
        var results: [Result<Void, FdnixError>] = receipts.map { _ in .success(()) }
        for batch in Self.batches(Array(receipts.indices), size: { _ in 0 }) {
            let entries = batch.map { index in
                var entry: JSONObject = ["Id": .string("\(index)"), "ReceiptHandle": .string(receipts[index])]
                entry.members += more.members
                return JSONValue.object(entry)
            }
            let answer = try await call(operation, ["Entries": .array(entries)])
            for entry in SQSEntries.outcomes(answer, batch) { results[entry.id] = entry.result.map { _ in } }
        }
        return results
    }

    /// How many messages there are, as SQS estimates (GetQueueAttributes).
    public func depth() async throws -> QueueDepth {
        let names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        let answer = try await call("GetQueueAttributes", ["AttributeNames": .array(names.map { .string($0) })])
        let counts = names.map { answer["Attributes"]?[$0]?.string.flatMap { Int($0) } ?? 0 }
        return QueueDepth(visible: counts[0], inFlight: counts[1])
    }

    private func call(_ operation: String, _ members: JSONObject) async throws -> JSONValue {
        var input = members
        input["QueueUrl"] = .string(url)
        return try await client.call(operation, .object(input))
    }

    /// Cuts entries into batches of up to ten, and of up to 1 MiB in all.
    private static func batches(_ entries: [Int], size: (Int) -> Int) -> [[Int]] {
        var (batches, sum): ([[Int]], Int) = ([], 0)
        for entry in entries {
            let size = size(entry)
            if let last = batches.last, last.count < 10, sum + size <= QueueLimits.largestMessage {
                batches[batches.count - 1].append(entry)
                sum += size
            } else {
                batches.append([entry])
                sum = size
            }
        }
        return batches
    }

    /// A time in whole seconds, rounded up: a message must not come back too early.
    private static func seconds(_ duration: Duration) -> Int64 { Int64(duration.seconds.rounded(.up)) }
}
