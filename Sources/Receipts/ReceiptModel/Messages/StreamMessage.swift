public import JSON
public import Tables

/// Tells a compactor what changed in the table; one collection's copy of it.
public struct StreamMessage: Sendable, Equatable {
    /// The kinds of things that changes are told of.
    public enum EntityType: String, Sendable, Hashable, CaseIterable {
        /// A new run with its bundles.
        case run = "COMPACTION_RUN"
        /// A receipt's merchant.
        case merchant = "RECEIPT_METADATA"
        /// A label of a word.
        case label = "RECEIPT_WORD_LABEL"
        /// A line that is gone.
        case line = "RECEIPT_LINE"
        /// A word that is gone.
        case word = "RECEIPT_WORD"
        /// A receipt that is gone.
        case receipt = "RECEIPT"
    }

    /// An attribute's value before and after; nil where it was not there.
    public struct Change: Sendable, Equatable {
        /// The value before the change.
        public var old: JSONValue?
        /// The value after the change.
        public var new: JSONValue?

        /// A change from one value to another.
        public init(old: JSONValue?, new: JSONValue?) {
            self.old = old
            self.new = new
        }
    }

    /// What it is about.
    public var entity: EntityKey
    /// Where the run's bundles lie, by collection; of other entities empty.
    public var prefixes: [CollectionName: String] = [:]
    /// What was done to the item.
    public var event: ItemChange.Kind
    /// The attributes that changed, by name; of new items empty.
    public var changes: [String: Change] = [:]
    /// When the message was made.
    public var time: ReceiptTime
    /// Names the change, the same each time it is told.
    public var recordID: String
    /// The region that the table is in.
    public var region: String
    /// The collection that this copy is for.
    public var collection: CollectionName

    /// The kind of thing it is about.
    public var type: EntityType {
        switch entity {
        case .run: .run
        case .merchant: .merchant
        case .label: .label
        case .line: .line
        case .word: .word
        case .receipt, .ledger: .receipt
        }
    }

    /// Tells what became of an entity.
    public init(
        _ entity: EntityKey, event: ItemChange.Kind, time: ReceiptTime, recordID: String, region: String,
        collection: CollectionName
    ) {
        self.entity = entity
        self.event = event
        self.time = time
        self.recordID = recordID
        self.region = region
        self.collection = collection
    }

    /// The word by which messages of the table's stream are known.
    public static let source = "dynamodb_stream"

    /// What stands beside the body.
    public var attributes: [String: String] {
        [
            "source": Self.source, "entity_type": type.rawValue, "event_name": event.rawValue,
            "collection": collection.rawValue,
        ]
    }
}
