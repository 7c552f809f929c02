public import Basics
public import ReceiptModel
public import Tables

/// The runs, as items of the table.
public struct RunTable: Sendable {
    private let table: any Table
    private let time: TimeSource

    /// The runs of a table; `time` is what writes are dated by.
    public init(_ table: any Table, time: TimeSource = .system) {
        self.table = table
        self.time = time
    }

    /// The keys of the table and of its indexes.
    public static let schema = TableSchema(
        "PK", "SK",
        indexes: [
            "GSI1": TableIndex("GSI1PK", "GSI1SK"), "GSI2": TableIndex("GSI2PK", "GSI2SK"),
            "GSI3": TableIndex("GSI3PK", "GSI3SK"), "GSITYPE": TableIndex("TYPE"),
        ])

    /// Writes a new run; false where it is there already.
    public func put(_ run: CompactionRun) async throws -> Bool {
        try await table.perform(.put(run.item, if: .absent("PK")))
    }

    /// One run, read consistently; nil where there is none.
    public func run(_ receipt: ReceiptKey, id: String) async throws -> CompactionRun? {
        try await table.get(EntityKey.run(receipt, id: id).itemKey).map { try CompactionRun($0) }
    }

    /// Removes a run's item; one that is not there is not an error.
    public func delete(_ receipt: ReceiptKey, id: String) async throws {
        try await table.delete(EntityKey.run(receipt, id: id).itemKey)
    }

    /// All runs of a receipt, read consistently; `unreadable` is told of items that are not one.
    public func runs(of receipt: ReceiptKey, unreadable: (FdnixError) -> Void) async throws -> [CompactionRun] {
        var runs: [CompactionRun] = []
        try await each(of: receipt) { run in
            switch run {
            case .success(let run): runs.append(run)
            case .failure(let error): unreadable(error)
            }
            return true
        }
        return runs
    }

    /// All runs of a receipt, read consistently. Throws `malformedInput` for an item that is not one.
    public func runs(of receipt: ReceiptKey) async throws -> [CompactionRun] {
        var first: FdnixError?
        let runs = try await runs(of: receipt) { first = first ?? $0 }
        if let first { throw first }
        return runs
    }

    /// All runs, the newest first, or those of one receipt in the order of their ids. `body` gets a failure with its key for an
    /// item that is not a run, and returns false to hear of no more.
    public func each(
        of receipt: ReceiptKey? = nil, _ body: (Result<CompactionRun, FdnixError>) async throws -> Bool
    ) async throws {
        let query = receipt.map { CompactionRun.query(of: $0) } ?? CompactionRun.query(since: nil)
        for try await item in table.items(query) {
            let run: Result<CompactionRun, FdnixError>
            do { run = .success(try CompactionRun(item)) } catch let error as FdnixError {
                let key = ["PK", "SK"].map { item[$0]?.string ?? "?" }.joined(separator: " ")
                run = .failure(
                    FdnixError(.malformedInput, "the item \(key) cannot be read: \(error.message)", underlying: error))
            }
            guard try await body(run) else { return }
        }
    }

    /// Changes one collection's half of a run. False, and nothing changes, where that half is completed or the run is not there.
    @discardableResult
    public func apply(
        _ transition: RunTransition, to receipt: ReceiptKey, id: String, _ collection: CollectionName
    ) async throws -> Bool {
        try await table.perform(
            .update(
                EntityKey.run(receipt, id: id).itemKey, transition.updates(collection, at: .now(time)),
                if: transition.condition(collection)))
    }
}
