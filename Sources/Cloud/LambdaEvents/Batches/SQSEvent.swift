import Basics
import JSON

/// A batch of messages that Lambda took from a queue of Amazon SQS
/// (docs.aws.amazon.com/lambda/latest/dg/with-sqs.html).
///
/// A message may come more than once. Answer with a `BatchAnswer` where the event source mapping reports batch item
/// failures; without that, an error brings the whole batch again.
public struct SQSEvent: Sendable, Equatable {
    /// One message, as one receive call of the queue gave it.
    public struct Record: Sendable, Equatable {
        /// Names the message, also in a `BatchAnswer`.
        public var messageID: String
        /// What deletes the message or changes its visibility; of this receipt alone. Empty where the record has none.
        public var receiptHandle: String
        /// What was sent, as text of at most 1 MiB; empty where the record has none, so that it alone fails and not its batch.
        public var body: String
        /// What SQS says of the message, by SQS' names: `SentTimestamp` and such.
        public var attributes: [String: String]
        /// What the sender added to the message, by name; without what cannot be read.
        public var messageAttributes: [String: MessageAttribute]
        /// The ARN of the queue.
        public var sourceARN: String

        /// How often the message was received, this time included (`ApproximateReceiveCount`).
        public var receiveCount: Int? { attributes["ApproximateReceiveCount"].flatMap { Int($0) } }
        /// When it was sent, in milliseconds since 1970 (`SentTimestamp`).
        public var sentTimestamp: Int? { attributes["SentTimestamp"].flatMap { Int($0) } }
        /// The group whose order is kept; nil in queues that are not FIFO (`MessageGroupId`).
        public var messageGroupID: String? { attributes["MessageGroupId"] }
    }

    /// A value that a sender added to a message.
    public struct MessageAttribute: Sendable, Equatable {
        /// What the value is.
        public enum Value: Sendable, Equatable {
            /// Of the types `String` and `Number`.
            case text(String)
            /// Of the type `Binary`.
            case binary([UInt8])
        }

        /// `String`, `Number` or `Binary`, perhaps with a label of the sender's after a dot.
        public var dataType: String
        /// What the sender gave, of the type that `dataType` names.
        public var value: Value
    }

    /// The messages; those of a FIFO queue in their order.
    public var records: [Record]

    /// Reads an event; throws `malformedInput` for anything but a batch of SQS.
    public init(_ bytes: [UInt8]) throws {
        records = try BatchRecords(bytes, from: "aws:sqs", service: "SQS").map { record, missing in
            missing = "messageId"
            guard let id = record["messageId"]?.string, !id.isEmpty else { return nil }
            var attributes: [String: String] = [:]
            for member in record["attributes"]?.object?.members ?? [] { attributes[member.key] = member.value.string }
            return Record(
                messageID: id, receiptHandle: record["receiptHandle"]?.string ?? "", body: record["body"]?.string ?? "",
                attributes: attributes, messageAttributes: Self.messageAttributes(record["messageAttributes"]),
                sourceARN: record["eventSourceARN"]?.string ?? "")
        }
    }

    private static func messageAttributes(_ value: JSONValue?) -> [String: MessageAttribute] {
        var attributes: [String: MessageAttribute] = [:]
        for member in value?.object?.members ?? [] {
            let type = member.value["dataType"]?.string
            if let text = member.value["stringValue"]?.string {
                attributes[member.key] = MessageAttribute(dataType: type ?? "String", value: .text(text))
            } else if let bytes = member.value["binaryValue"]?.string.flatMap({ Base64.decode($0) }) {
                attributes[member.key] = MessageAttribute(dataType: type ?? "Binary", value: .binary(bytes))
            }
        }
        return attributes
    }
}
