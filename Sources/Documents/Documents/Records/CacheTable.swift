public import Basics
public import Tables

/// The rows of all documents in a table, changed by whoever works on them at the same time.
///
/// A change is worked out by the rules of rows and written where the row is still the one that was read; otherwise it is
/// worked out again. Every call throws what the table throws; one that changes a row also `conflict` where others changed
/// it again and again.
public struct CacheTable: Sendable {
    let table: any Table
    private let leaseSeconds: Int
    private let maxAttempts: Int
    let time: TimeSource

    /// Rows in `table`; claims last `leaseSeconds` unless they are renewed, and after `maxAttempts` attempts a version has
    /// failed.
    public init(_ table: any Table, leaseSeconds: Int = 300, maxAttempts: Int = 5, time: TimeSource = .system) {
        (self.table, self.leaseSeconds, self.maxAttempts, self.time) = (table, leaseSeconds, maxAttempts, time)
    }

    /// The keys of the table and of its index by status.
    public static let schema = TableSchema("PK", "SK", indexes: ["GSI1": TableIndex("UpdatedStatus", "FileURI")])

    /// The row of a document as it is now; nil where there is none.
    public func row(_ uri: String) async throws -> CacheRow? {
        try await table.get(CacheRow.key(of: uri), consistent: true).map(CacheRow.init)
    }

    /// How often a change is worked out before it is given up, and the pauses between.
    private static let tries = 30
    private static let backoff = Backoff(base: .milliseconds(5), cap: .milliseconds(500))

    /// The rules at this moment.
    var rules: RowRules { RowRules(leaseSeconds: leaseSeconds, maxAttempts: maxAttempts, now: time.now() / 1000) }

    /// Changes a row as `rule` says.
    func change<Answer>(_ uri: String, _ rule: (RowRules, CacheRow?) -> RowRules.Step<Answer>) async throws -> Answer {
        for attempt in 1...Self.tries {
            let item = try await table.get(CacheRow.key(of: uri), consistent: true)
            let row = try item.map(CacheRow.init)
            let (changed, answer) = rule(rules, row)
            if changed == row { return answer }
            do {
                try await write(RowWrite.write(uri, from: item, row, to: changed))
                return answer
            } catch let error as FdnixError {
                guard error.code == .conflict, let failure = error.underlying as? ConditionFailure else { throw error }
                // A write that was sent twice, as the answer to the first was lost, finds what it wrote itself.
                if let current = failure.current, try CacheRow(current) == changed { return answer }
            }
            try await time.sleep(Self.backoff.pause(after: attempt, random: .random(in: 0..<1)))
        }
        throw FdnixError(
            .conflict,
            "the row of \(uri.printable(onOneLine: true)) changed \(Self.tries) times while it was to be changed")
    }

    private func write(_ write: ItemWrite) async throws {
        switch write {
        case .put(let item, let condition): try await table.put(item, if: condition)
        case .update(let key, let updates, let condition): try await table.update(key, updates, if: condition)
        case .delete(let key, let condition): try await table.delete(key, if: condition)
        case .check: break
        }
    }
}
