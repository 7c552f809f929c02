import Basics

/// Which items of one partition are read, and in which order.
public struct ItemQuery: Sendable, Hashable {
    /// The value of the partition key.
    public var partition: AttributeValue
    /// What must hold of the sort key; nil for all items of the partition.
    public var sort: SortCondition?
    /// The index to ask, nil for the table itself.
    public var index: String?
    /// Whether the largest sort key comes first.
    public var descending: Bool
    /// Whether everything written before must be seen; an index cannot promise that.
    public var consistent: Bool

    /// The items of a partition, ascending by their sort keys unless told otherwise.
    public init(
        _ partition: AttributeValue, _ sort: SortCondition? = nil, index: String? = nil, descending: Bool = false,
        consistent: Bool = false
    ) {
        self.partition = partition
        self.sort = sort
        self.index = index
        self.descending = descending
        self.consistent = consistent
    }
}

/// What must hold of a sort key.
public enum SortCondition: Sendable, Hashable {
    /// It has this value.
    case equal(AttributeValue)
    /// It comes before this value.
    case less(AttributeValue)
    /// It comes before this value, or is it.
    case lessOrEqual(AttributeValue)
    /// It comes after this value.
    case greater(AttributeValue)
    /// It comes after this value, or is it.
    case greaterOrEqual(AttributeValue)
    /// It is one of these two values or lies between them.
    case between(AttributeValue, AttributeValue)
    /// It is text that begins so, or bytes that do.
    case beginsWith(AttributeValue)
}

/// A part of the items that are read.
public struct ItemPage: Sendable, Hashable {
    /// The items, in the order asked for; there may be none although more pages follow.
    public var items: [Item]
    /// What the next page is asked for with; nil at the end.
    public var next: String?

    /// A page of items, the last one where `next` is nil.
    public init(_ items: [Item], next: String?) {
        self.items = items
        self.next = next
    }
}

/// A share of a table, so that several tasks can read it at once: one of `count` parts of about the same size.
public struct ScanSegment: Sendable, Hashable {
    /// Which of the parts this is, from 0.
    public var index: Int
    /// How many parts there are.
    public var count: Int

    /// The part `index` of `count`.
    public init(_ index: Int, of count: Int) {
        self.index = index
        self.count = count
    }

    /// All of the table.
    public static let whole = ScanSegment(0, of: 1)
}

extension ScanSegment {
    /// Whether items with these bytes of a partition key are in the segment.
    public func contains(partition: [UInt8]) -> Bool {
        partition.withUnsafeBytes { XXHash64.hash($0) } % UInt64(max(count, 1)) == UInt64(max(index, 0))
    }
}
