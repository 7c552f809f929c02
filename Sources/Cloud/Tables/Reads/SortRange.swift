import Basics

/// The sort keys that a condition admits, as bytes: from `lower` up to but not including `upper`.
public struct SortRange: Sendable, Hashable {
    /// The smallest key that is in it.
    public let lower: [UInt8]
    /// The smallest key that is behind it, nil where there is no end.
    public let upper: [UInt8]?

    private init(_ lower: [UInt8], _ upper: [UInt8]?) {
        self.lower = lower
        self.upper = upper
    }

    /// The keys of a query in a table or an index. Throws `usage` where the query does not fit it.
    public init(_ query: ItemQuery, in schema: TableSchema) throws {
        let keys = try schema.keys(of: query.index)
        guard keys.partitionKey.admits(query.partition, upTo: 2048) else {
            throw FdnixError(.usage, "the query's partition is not a \(keys.partitionKey.kind.rawValue)")
        }
        guard let condition = query.sort else {
            self = SortRange([], nil)
            return
        }
        guard let sortKey = keys.sortKey else {
            throw FdnixError(.usage, "the query has a condition on a sort key, and there is none")
        }
        func bytes(_ value: AttributeValue) throws -> [UInt8] {
            guard sortKey.admits(value, upTo: 2048), let bytes = value.orderedBytes else {
                throw FdnixError(.usage, "the query's sort key is not a \(sortKey.kind.rawValue)")
            }
            return bytes
        }
        switch condition {
        case .equal(let value): self = SortRange(try bytes(value), Self.successor(try bytes(value)))
        case .less(let value): self = SortRange([], try bytes(value))
        case .lessOrEqual(let value): self = SortRange([], Self.successor(try bytes(value)))
        case .greater(let value): self = SortRange(Self.successor(try bytes(value)), nil)
        case .greaterOrEqual(let value): self = SortRange(try bytes(value), nil)
        case .between(let first, let last):
            self = SortRange(try bytes(first), Self.successor(try bytes(last)))
        case .beginsWith(let prefix):
            guard sortKey.kind != .number else { throw FdnixError(.usage, "numbers do not begin with anything") }
            self = SortRange(try bytes(prefix), Self.behind(try bytes(prefix)))
        }
    }

    /// The first byte string after one.
    private static func successor(_ bytes: [UInt8]) -> [UInt8] { bytes + [0] }

    /// The first byte string behind all that begin with `prefix`, nil where nothing is.
    private static func behind(_ prefix: [UInt8]) -> [UInt8]? {
        guard let last = prefix.lastIndex(where: { $0 < 0xFF }) else { return nil }
        return prefix[..<last] + [prefix[last] + 1]
    }
}
