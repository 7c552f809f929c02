public import Tables

/// The record of one run: which bundles it made, and how far each collection is with its own.
///
/// Two compactors write to it, one a collection. Each changes its own attributes only, under conditions, so that neither
/// undoes what the other did, and what is completed stays so.
public struct CompactionRun: Sendable, Hashable {
    /// How far one collection is.
    public struct Progress: Sendable, Hashable {
        /// Where the bundle lies, with a slash at its end; nil where the item does not say.
        public var prefix: String?
        /// What became of it.
        public var state = State.pending
        /// How many vectors were merged.
        public var mergedVectors = 0
        /// When a compactor last began with it.
        public var started: ReceiptTime?
        /// When it was completed, or failed for good.
        public var finished: ReceiptTime?
        /// What went wrong last; nil after success.
        public var error: String?

        /// A bundle that nobody has begun with.
        public init(prefix: String?) { self.prefix = prefix }
    }

    /// What became of a bundle.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Nobody has begun with it.
        case pending = "PENDING"
        /// A compactor has begun with it.
        case processing = "PROCESSING"
        /// It is published; this is final.
        case completed = "COMPLETED"
        /// It cannot be merged as it is; a message that is sent again may still complete it.
        case failed = "FAILED"

        /// Whether a compactor may still bring it to an end by itself.
        public var isOpen: Bool { self == .pending || self == .processing }
    }

    /// The receipt that was embedded.
    public let receipt: ReceiptKey
    /// The run's name, a UUID made by `RunID`.
    public let id: String
    /// When the record was made: what tells newer runs of a receipt from older ones.
    public var created: ReceiptTime
    /// How far each collection is.
    public var lines, words: Progress
    /// When anything of the record last changed; nil for a new one.
    public var updated: ReceiptTime?

    /// A new run whose bundles lie under the usual prefixes.
    public init(_ receipt: ReceiptKey, id: String, created: ReceiptTime) {
        self.receipt = receipt
        self.id = id
        self.created = created
        lines = Progress(prefix: Self.prefix(of: id, in: .lines))
        words = Progress(prefix: Self.prefix(of: id, in: .words))
    }

    /// Where a run's bundle for a collection lies: `lines/delta/…/`.
    public static func prefix(of id: String, in collection: CollectionName) -> String {
        "\(collection.rawValue)/delta/\(id)/"
    }

    /// How far one of the collections is.
    public subscript(collection: CollectionName) -> Progress {
        get { collection == .lines ? lines : words }
        set { if collection == .lines { lines = newValue } else { words = newValue } }
    }

    /// The run's key in the table.
    public var key: ItemKey { EntityKey.run(receipt, id: id).itemKey }

    /// Whether this run counts as older than another of the same receipt.
    public func precedes(_ other: CompactionRun) -> Bool { (created, id) < (other.created, other.id) }
}
