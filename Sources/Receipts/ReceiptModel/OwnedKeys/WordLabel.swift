public import Tables

/// A label that somebody or something gave a word, as its item says.
public struct WordLabel: Sendable, Hashable {
    /// Whether a label is right.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// Nobody has looked at it yet.
        case none = "NONE"
        /// It was proposed.
        case pending = "PENDING"
        /// It is right.
        case valid = "VALID"
        /// It is wrong.
        case invalid = "INVALID"
        /// Somebody has to look again.
        case needsReview = "NEEDS_REVIEW"
    }

    /// What the label says: `GRAND_TOTAL`.
    public var name: String
    /// Whether it is right.
    public var status: Status
    /// When it was added, as text; nil where the item does not say.
    public var added: String?
    /// Who or what proposed it.
    public var proposedBy: String?
    /// How sure that was.
    public var confidence: Double?

    /// A label with its status.
    public init(
        _ name: String, _ status: Status, added: String? = nil, proposedBy: String? = nil, confidence: Double? = nil
    ) {
        self.name = name
        self.status = status
        self.added = added
        self.proposedBy = proposedBy
        self.confidence = confidence
    }

    /// Reads a label's item; nil for items of other kinds. A status that is not known counts as none.
    public init?(_ item: Item) {
        guard case .label(_, _, _, let name) = EntityKey(item) else { return nil }
        self.init(
            name, item["validation_status"]?.string.flatMap(Status.init) ?? .none,
            added: item["timestamp_added"]?.string, proposedBy: item["label_proposed_by"]?.string)
        switch item["label_confidence"] {
        case .number(let digits)?, .string(let digits)?: confidence = Double(digits).flatMap { $0.isFinite ? $0 : nil }
        default: break
        }
    }

    /// The labels of a word.
    public static func query(of receipt: ReceiptKey, line: Int, word: Int) -> ItemQuery {
        let prefix = "\(EntityKey.word(receipt, line: line, word: word).sort)#LABEL#"
        return ItemQuery(.string(receipt.partition), .beginsWith(.string(prefix)), consistent: true)
    }

    /// Lines, words and labels of a whole receipt, read in one go.
    public static func query(ofAll receipt: ReceiptKey) -> ItemQuery {
        let prefix = "\(receipt.sortPrefix)#LINE#"
        return ItemQuery(.string(receipt.partition), .beginsWith(.string(prefix)), consistent: true)
    }

    /// Whether this was added before another one; where the times are the same or unknown, by name.
    func isOlder(than other: WordLabel) -> Bool {
        let (mine, others) = (added.flatMap { ReceiptTime($0) }, other.added.flatMap { ReceiptTime($0) })
        return (mine?.microseconds ?? .min, name) < (others?.microseconds ?? .min, other.name)
    }
}
