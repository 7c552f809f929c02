import Basics

/// What a table is keyed by, and by what else its items can be found.
public struct TableSchema: Sendable, Hashable {
    /// The attribute whose value says where an item lies.
    public var partitionKey: KeyAttribute
    /// The attribute that orders the items of one partition; nil where a partition has one item.
    public var sortKey: KeyAttribute?
    /// Further orders of the same items, by name.
    public var indexes: [String: TableIndex]

    /// A schema; the keys must be different attributes.
    public init(_ partitionKey: KeyAttribute, _ sortKey: KeyAttribute? = nil, indexes: [String: TableIndex] = [:]) {
        self.partitionKey = partitionKey
        self.sortKey = sortKey
        self.indexes = indexes
    }

    /// The key attributes of the table, or of an index. Throws `usage` for an index that is not there.
    public func keys(of index: String?) throws -> TableIndex {
        guard let index else { return TableIndex(partitionKey, sortKey) }
        guard let found = indexes[index] else { throw FdnixError(.usage, "the table has no index \(index)") }
        return found
    }
}

/// A further order of a table's items (a global secondary index): items that lack a key attribute of it are not in it, and
/// several may have the same keys. It holds whole items, and may follow the table after a moment.
public struct TableIndex: Sendable, Hashable {
    /// The attribute whose value an index is asked for.
    public var partitionKey: KeyAttribute
    /// The attribute that orders what is found; nil where the order does not matter.
    public var sortKey: KeyAttribute?

    /// An index by these attributes.
    public init(_ partitionKey: KeyAttribute, _ sortKey: KeyAttribute? = nil) {
        self.partitionKey = partitionKey
        self.sortKey = sortKey
    }
}

/// A key attribute: its name, and the type that it has in every item.
public struct KeyAttribute: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The types that keys can have, with DynamoDB's letters.
    public enum Kind: String, Sendable {
        /// Text, ordered by its bytes in UTF-8.
        case string = "S"
        /// Numbers, ordered by what they are worth.
        case number = "N"
        /// Bytes, ordered as unsigned numbers.
        case binary = "B"
    }

    /// The attribute's name in the items.
    public var name: String
    /// The type of its values.
    public var kind: Kind

    /// An attribute that is a key.
    public init(_ name: String, _ kind: Kind = .string) {
        self.name = name
        self.kind = kind
    }

    /// A key of text, the usual one.
    public init(stringLiteral value: String) { self.init(value) }

    /// Whether `value` can be a key: of the right type, not empty, not too long.
    func admits(_ value: AttributeValue, upTo limit: Int) -> Bool {
        guard value.type == kind.rawValue, let bytes = value.orderedBytes else { return false }
        return (1...limit).contains(bytes.count)
    }
}
