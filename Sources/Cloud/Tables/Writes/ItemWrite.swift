import Basics

/// A write of one item, with what must hold for it.
public enum ItemWrite: Sendable, Hashable {
    /// The item becomes this one, whatever was there.
    case put(Item, if: ItemCondition? = nil)
    /// Attributes of the item change; one that is not there is made.
    case update(ItemKey, [ItemUpdate], if: ItemCondition? = nil)
    /// The item is removed, if it is there.
    case delete(ItemKey, if: ItemCondition? = nil)
    /// Nothing is written, but the condition must hold; only in transactions.
    case check(ItemKey, ItemCondition)

    /// The condition, nil where there is none.
    public var condition: ItemCondition? {
        switch self {
        case .put(_, let condition), .update(_, _, let condition), .delete(_, let condition): condition
        case .check(_, let condition): condition
        }
    }

    /// The key of the item that is written. Throws `usage` where it does not fit the table.
    public func key(in schema: TableSchema) throws -> ItemKey {
        switch self {
        case .put(let item, _): return try schema.key(of: item)
        case .update(let key, _, _), .delete(let key, _), .check(let key, _):
            _ = try schema.attributes(of: key)
            return key
        }
    }

    /// What the item is after the write, nil where it is gone: what every table does that keeps its items itself.
    ///
    /// `current` is the item as it is. Throws `conflict` where the condition does not hold, and `usage` for what DynamoDB
    /// would refuse.
    public func result(on current: Item?, in schema: TableSchema) throws -> Item? {
        let key = try key(in: schema)
        if case .update(_, let updates, _) = self { try ItemUpdate.check(updates, in: schema) }
        try condition?.check()
        if let condition, !condition.holds(current) { throw ConditionFailure(current: current).error }
        switch self {
        case .put(let item, _): return try schema.validated(item)
        case .update(_, let updates, _):
            return try schema.validated(ItemUpdate.apply(updates, to: try current ?? schema.attributes(of: key)))
        case .delete: return nil
        case .check: return current
        }
    }
}

/// A condition that did not hold; lies beneath an error with the code `conflict`.
public struct ConditionFailure: Error, Sendable, Hashable {
    /// The item as it is, nil where there is none.
    public let current: Item?

    /// A failure because of the item as it is.
    public init(current: Item?) { self.current = current }

    /// The error that a table throws.
    public var error: FdnixError {
        FdnixError(.conflict, "the item is not what the write expects; nothing was written", underlying: self)
    }
}

extension ConditionFailure: CustomStringConvertible {
    /// What failed, without the item's contents.
    public var description: String { current == nil ? "there is no such item" : "the item is another" }
}
