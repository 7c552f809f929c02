import Basics

/// Names one item of a table. Keys are equal where DynamoDB takes them for one: text by its bytes, numbers by their worth.
public struct ItemKey: Sendable, Hashable {
    /// The value of the table's partition key.
    public var partition: AttributeValue
    /// The value of the table's sort key; nil where the table has none.
    public var sort: AttributeValue?

    /// The key of an item.
    public init(_ partition: AttributeValue, _ sort: AttributeValue? = nil) {
        self.partition = partition
        self.sort = sort
    }

    /// Whether both name the same item.
    public static func == (left: ItemKey, right: ItemKey) -> Bool { left.parts == right.parts }

    /// Hashes what tells the key from others.
    public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

    private var parts: [[UInt8]?] {
        [Array(partition.type.utf8), partition.orderedBytes, sort.map { Array($0.type.utf8) }, sort?.orderedBytes]
    }
}

extension TableSchema {
    /// The longest keys that DynamoDB takes, in bytes.
    private static let (longestPartition, longestSort) = (2048, 1024)

    /// The key attributes of the item that `key` names. Throws `usage` where the key does not fit the table.
    public func attributes(of key: ItemKey) throws -> Item {
        guard partitionKey.admits(key.partition, upTo: Self.longestPartition), (key.sort == nil) == (sortKey == nil)
        else { throw misfit(partitionKey) }
        var attributes = [partitionKey.name: key.partition]
        if let sortKey, let sort = key.sort {
            guard sortKey.admits(sort, upTo: Self.longestSort) else { throw misfit(sortKey) }
            attributes[sortKey.name] = sort
        }
        return attributes
    }

    /// The key of an item. Throws `usage` where the item lacks a key, or has one that does not fit the table.
    public func key(of item: Item) throws -> ItemKey {
        guard let partition = item[partitionKey.name] else { throw misfit(partitionKey) }
        let key = ItemKey(partition, sortKey.flatMap { item[$0.name] })
        _ = try attributes(of: key)
        return key
    }

    private func misfit(_ attribute: KeyAttribute) -> FdnixError {
        FdnixError(
            .usage,
            "the item's key does not fit the table: \(attribute.name) must be of type \(attribute.kind.rawValue), neither "
                + "empty nor too long, and no key may be missing")
    }
}
