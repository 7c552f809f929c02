/// Where an item stands in a table or an index: by partition, then by sort key, then, in an index, by the item's own key.
public struct OrderedKey: Sendable, Hashable, Comparable {
    /// The partition key's bytes.
    public var partition: [UInt8]
    /// The sort key's bytes, none where there is no sort key.
    public var sort: [UInt8]
    /// The bytes of the item's own key, none in the table itself.
    public var own: [[UInt8]]

    /// A place in the order.
    public init(partition: [UInt8], sort: [UInt8], own: [[UInt8]] = []) {
        self.partition = partition
        self.sort = sort
        self.own = own
    }

    /// Whether one stands before the other.
    public static func < (left: OrderedKey, right: OrderedKey) -> Bool {
        if left.partition != right.partition { return left.partition.lexicographicallyPrecedes(right.partition) }
        if left.sort != right.sort { return left.sort.lexicographicallyPrecedes(right.sort) }
        for (left, right) in zip(left.own, right.own) where left != right {
            return left.lexicographicallyPrecedes(right)
        }
        return left.own.count < right.own.count
    }
}

extension TableSchema {
    /// Where an item stands in an index, or in the table; nil where it lacks a key attribute of it.
    public func place(of item: Item, in index: TableIndex?) -> OrderedKey? {
        let keys = index ?? TableIndex(partitionKey, sortKey)
        guard let partition = item[keys.partitionKey.name]?.orderedBytes else { return nil }
        var sort: [UInt8] = []
        if let sortKey = keys.sortKey {
            guard let bytes = item[sortKey.name]?.orderedBytes else { return nil }
            sort = bytes
        }
        guard index != nil else { return OrderedKey(partition: partition, sort: sort) }
        let own = [partitionKey, sortKey].compactMap { $0.flatMap { item[$0.name]?.orderedBytes } }
        return OrderedKey(partition: partition, sort: sort, own: own)
    }
}
