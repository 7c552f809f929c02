import Basics
import JSON
import ReceiptCollections
import ReceiptModel
import Segments

/// What a group of messages does to one shard.
struct ShardTask: Sendable {
    let shard: Int
    private let name: CollectionName
    /// Bundles that take the place of a receipt's records.
    private var replacements: [(receipt: ReceiptKey, bundle: OpenBundle)] = []
    /// Rows of bundles whose records come beside what there is.
    private var merges: [(bundle: OpenBundle, rows: [Int])] = []
    /// The runs whose bundles are in it.
    private var ledger: [ReceiptKey: Ledger.Entry] = [:]
    private var tasks: [String: GroupMessage.Task] = [:]
    /// The receipts whose facts are needed.
    private var receipts: Set<ReceiptKey> = []

    private init(_ shard: Int, _ name: CollectionName) {
        self.shard = shard
        self.name = name
    }

    /// The work of a plan by shard, of which there are `count`; those that are not touched have none.
    static func all(_ work: CompactionWork, _ name: CollectionName, count: Int) throws -> [ShardTask] {
        var tasks: [Int: ShardTask] = [:]
        func add(_ shard: Int, _ change: (inout ShardTask) -> Void) {
            change(&tasks[shard, default: ShardTask(shard, name)])
        }
        func merge(_ bundle: OpenBundle) throws {
            let ids = try bundle.ids
            bundle.release()
            for (shard, rows) in Dictionary(
                grouping: ids.indices, by: { Shards.shard(ofRecord: ids[$0], count: count) })
            {
                add(shard) { task in
                    task.merges.append((bundle, rows))
                    task.receipts.formUnion(rows.compactMap { EntityKey(recordID: ids[$0])?.receipt })
                }
            }
        }
        for (receipt, run) in work.plan.replacements {
            guard let bundle = work.bundles[run] else { continue }
            add(Shards.shard(of: receipt, count: count)) { task in
                task.ledger[receipt] = work.plan.ledger[receipt]
                guard bundle.receipt != nil else { return }
                task.replacements.append((receipt, bundle))
                task.receipts.insert(receipt)
            }
            if bundle.receipt == nil { try merge(bundle) }
        }
        for prefix in work.plan.upserts { if let bundle = work.upserts[prefix] { try merge(bundle) } }
        for (message, task) in work.tasks {
            guard let receipt = GroupMessage(id: message, task: task).receipt else { continue }
            add(Shards.shard(of: receipt, count: count)) { shard in
                shard.tasks[message] = task
                switch task {
                case .merchant, .labels: shard.receipts.insert(receipt)
                default: break
                }
            }
        }
        return tasks.values.sorted { $0.shard < $1.shard }
    }

    /// What the table says now of the receipts that are touched.
    func facts(_ work: CompactionWork) async throws -> [ReceiptKey: ReceiptItems] {
        let read = try await Array(receipts).concurrentMap(limit: 8) { ($0, try await work.facts($0)) }
        return Dictionary(uniqueKeysWithValues: read)
    }

    /// Does it: what replaces first, then what is removed, then facts.
    func apply(
        _ work: CompactionWork, _ facts: [ReceiptKey: ReceiptItems], to editor: inout ShardEditor
    ) throws -> ShardCounts {
        var counts = ShardCounts()
        let derivation = Derivation(name, facts, tasks.values, now: work.now)
        for (receipt, bundle) in replacements {
            try editor.removeAll(of: receipt)
            for (record, vector) in try bundle.records { try editor.put(derivation.derived(record), vector) }
            bundle.release()
        }
        for (bundle, rows) in merges {
            for (record, vector) in try bundle.records(rows) {
                try editor.merge(record, vector)
                try editor.update(record.id) { derivation.derive(record.id, $0) }
            }
            bundle.release()
        }
        for (receipt, entry) in ledger { editor.ledger.set(receipt.ledgerName, entry) }
        for task in tasks.values { try remove(task, &editor, &counts) }
        for (message, task) in tasks { try renew(message, task, &editor, derivation, &counts) }
        return counts
    }

    private func remove(_ task: GroupMessage.Task, _ editor: inout ShardEditor, _ counts: inout ShardCounts) throws {
        switch task {
        case .receiptRemoval(let receipt, let time):
            if editor.ledger.delete(receipt, at: time) { counts.removed += try editor.removeAll(of: receipt) }
        case .removal(let entity):
            if let id = entity.recordID, try editor.remove(id) { counts.removed += 1 }
        default: break
        }
    }

    private func renew(
        _ message: String, _ task: GroupMessage.Task, _ editor: inout ShardEditor, _ derivation: Derivation,
        _ counts: inout ShardCounts
    ) throws {
        let ids: [String]
        switch task {
        case .merchant(let receipt, _): ids = try editor.ids(of: receipt)
        case .labels(let receipt, let line, let word, _):
            ids = [EntityKey.word(receipt, line: line, word: word).recordID].compactMap { $0 }
        default: return
        }
        var (isThere, hasChanged) = (false, false)
        for id in ids {
            let found = try editor.update(id) { metadata in
                let derived = derivation.derive(id, metadata)
                hasChanged = hasChanged || derived != metadata
                if derived["last_label_update"] != metadata["last_label_update"] { counts.labels += 1 }
                if derived["last_metadata_update"] != metadata["last_metadata_update"] { counts.merchants += 1 }
                return derived
            }
            isThere = isThere || found
        }
        if !hasChanged { counts.absent.insert(message) }
        if !isThere, case .labels = task { counts.missingWords += 1 }
    }
}

/// What became of a shard's records.
struct ShardCounts: Sendable {
    /// The messages that found nothing to change.
    var absent: Set<String> = []
    var removed = 0
    var merchants = 0
    var labels = 0
    var missingWords = 0

    mutating func add(_ other: ShardCounts) {
        absent.formUnion(other.absent)
        removed += other.removed
        merchants += other.merchants
        labels += other.labels
        missingWords += other.missingWords
    }
}
