import Basics
import JSON
public import Tables

/// A batch of changes from the stream of a DynamoDB table (docs.aws.amazon.com/lambda/latest/dg/with-ddb.html; the
/// records are those of docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html).
///
/// Changes of one item come in their order, and may come more than once. Answer with a `BatchAnswer` where the event
/// source mapping reports batch item failures.
public struct DynamoDBStreamEvent: Sendable, Equatable {
    /// A change of one item.
    public struct Record: Sendable, Equatable {
        /// Names the change, the same each time it comes (`eventID`); the sequence number where the event has none.
        public var id: String
        /// What was done to the item.
        public var change: ItemChange.Kind
        /// The item's primary key.
        public var keys: Item
        /// The item as it is now; nil where it was removed or the view leaves it out.
        public var newImage: Item?
        /// The item as it was; nil where it is new or the view leaves it out.
        public var oldImage: Item?
        /// The change's place in its shard, also in a `BatchAnswer`: decimal digits, more than an integer holds.
        public var sequenceNumber: String
        /// When the change was made, in seconds since 1970, to the second or the millisecond.
        public var approximateCreation: Double?
        /// What the images hold; both, where the record does not say.
        public var view: View
        /// Whether DynamoDB removed the item because its time to live was over.
        public var isExpiry: Bool
        /// The ARN of the stream.
        public var sourceARN: String
    }

    /// What a stream tells of a changed item (`StreamViewType`).
    public enum View: String, Sendable {
        /// Neither image: the primary key is all that comes.
        case keysOnly = "KEYS_ONLY"
        /// The item after the change.
        case newImage = "NEW_IMAGE"
        /// The item before the change.
        case oldImage = "OLD_IMAGE"
        /// The item before and after the change.
        case newAndOldImages = "NEW_AND_OLD_IMAGES"
    }

    /// The changes, in the order of their sequence numbers.
    public var records: [Record]

    /// Reads an event; throws `malformedInput` for anything but a batch of a DynamoDB stream.
    public init(_ bytes: [UInt8]) throws { records = try Self.batch(bytes).map(Self.record) }

    /// Reads an event as far as that is possible: `unreadable` is told of each record that is not one, and the others are
    /// kept. Throws `malformedInput` for anything but a batch of a DynamoDB stream.
    public init(_ bytes: [UInt8], unreadable: (any Error) -> Void) throws {
        records = try Self.batch(bytes).compactMap(Self.record, unreadable: unreadable)
    }

    private static func batch(_ bytes: [UInt8]) throws -> BatchRecords {
        try BatchRecords(bytes, from: "aws:dynamodb", service: "DynamoDB streams")
    }

    private static func record(_ record: JSONValue, _ missing: inout String) throws -> Record? {
        let details = record["dynamodb"]
        missing = "eventName"
        guard let change = record["eventName"]?.string.flatMap(ItemChange.Kind.init(rawValue:)) else { return nil }
        missing = "SequenceNumber"
        guard let number = details?["SequenceNumber"]?.string, !number.isEmpty else { return nil }
        missing = "StreamViewType"
        let said = details?["StreamViewType"]?.string ?? View.newAndOldImages.rawValue
        guard let view = View(rawValue: said) else { return nil }
        missing = "Keys"
        guard let keys = try details?["Keys"].flatMap(AttributeValue.item) else { return nil }
        return Record(
            id: record["eventID"]?.string ?? number, change: change, keys: keys,
            newImage: try details?["NewImage"].flatMap(AttributeValue.item),
            oldImage: try details?["OldImage"].flatMap(AttributeValue.item), sequenceNumber: number,
            approximateCreation: details?["ApproximateCreationDateTime"]?.double, view: view,
            isExpiry: change == .remove && record["userIdentity"]?["principalId"]?.string == "dynamodb.amazonaws.com",
            sourceARN: record["eventSourceARN"]?.string ?? "")
    }
}

extension ItemChange {
    /// The change that a record tells of; its time is 0 where the record has none.
    public init(_ record: DynamoDBStreamEvent.Record) {
        let milliseconds = (record.approximateCreation ?? 0) * 1000
        self.init(
            id: record.id, kind: record.change, keys: record.keys, oldImage: record.oldImage,
            newImage: record.newImage, time: Int(exactly: milliseconds.rounded()) ?? 0)
    }
}
