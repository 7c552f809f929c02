import Basics

/// What a write does to an item, worked out before anything is written.
public struct WriteOutcome: Sendable {
    /// The item that is written.
    public let key: ItemKey
    /// The item as it is, nil where there is none.
    public let old: Item?
    /// The item as it will be, nil where it will be gone.
    public let new: Item?

    /// The outcome of one write, with the item that `read` finds. Throws as `ItemWrite.result` does.
    public static func of(
        _ write: ItemWrite, in schema: TableSchema, _ read: (ItemKey) throws -> Item?
    ) throws -> WriteOutcome {
        let key = try write.key(in: schema)
        let old = try read(key)
        return WriteOutcome(key: key, old: old, new: try write.result(on: old, in: schema))
    }

    /// The outcomes of a transaction's writes. Throws `conflict` with a reason for each write where one cannot happen, and
    /// `usage` for more than 100 writes and for two of one item.
    public static func of(
        transaction writes: [ItemWrite], in schema: TableSchema, _ read: (ItemKey) throws -> Item?
    ) throws -> [WriteOutcome] {
        guard (1...100).contains(writes.count) else {
            throw FdnixError(.usage, "a transaction has 1 to 100 writes, not \(writes.count)")
        }
        guard Set(try writes.map { try $0.key(in: schema) }).count == writes.count else {
            throw FdnixError(.usage, "a transaction writes one item twice")
        }
        var (outcomes, reasons): ([WriteOutcome], [TransactionFailure.Reason]) = ([], [])
        for write in writes {
            do {
                outcomes.append(try of(write, in: schema, read))
                reasons.append(.none)
            } catch let error as FdnixError {
                guard let failure = error.underlying as? ConditionFailure else { throw error }
                reasons.append(.condition(failure.current))
            }
        }
        guard outcomes.count == writes.count else { throw TransactionFailure(reasons).error }
        return outcomes
    }

    /// Whether a batch is one that DynamoDB takes: up to `limit` different items. Throws `usage` where not.
    public static func checkBatch(_ keys: [ItemKey], upTo limit: Int) throws {
        guard keys.count <= limit, Set(keys).count == keys.count else {
            throw FdnixError(.usage, "a batch has up to \(limit) different items, not \(keys.count)")
        }
    }
}

extension ItemWrite {
    /// Tells transactions with one token apart: the same for the same writes, in every process.
    public static func fingerprint(_ writes: [ItemWrite]) -> UInt64 {
        let words = writes.map { write in
            switch write {
            case .put(let item, let condition): "put \(AttributeValue.map(item)) \(condition, default: "")"
            case .update(let key, let updates, let condition): "update \(key) \(updates) \(condition, default: "")"
            case .delete(let key, let condition): "delete \(key) \(condition, default: "")"
            case .check(let key, let condition): "check \(key) \(condition)"
            }
        }
        return Array(words.joined(separator: "\n").utf8).withUnsafeBytes { XXHash64.hash($0) }
    }
}
