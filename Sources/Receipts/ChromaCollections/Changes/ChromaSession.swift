import Basics
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments
import Tables

/// One group of messages on its way into a server's collection.
///
/// A server publishes each write at once, so there are no versions. What versions do elsewhere is done by leases: a receipt's
/// records are written by who holds the lease of its ledger item, and the ledger is written last. Every write may be done
/// again; who dies in between leaves a lease that runs out, and messages that come again.
actor ChromaSession: CompactionSession {
    private let name: CollectionName
    private let collection: ServerCollection
    private let leases: ReceiptLeases
    private let events: ReceiptEvents
    private var ledger = Ledger()
    private var held: Set<ReceiptKey> = []

    init(_ name: CollectionName, _ collection: ServerCollection, _ leases: ReceiptLeases, _ events: ReceiptEvents) {
        self.name = name
        self.collection = collection
        self.leases = leases
        self.events = events
    }

    /// What made the collection's vectors.
    var space: VectorSpace? { collection.answer.space }

    /// Takes the leases of the receipts. Those that others hold are told apart: what is asked of them has to wait.
    func base(_ receipts: Set<ReceiptKey>) async throws -> CompactionBase {
        await leases.giveBack()
        (ledger, held) = (Ledger(), [])
        let others = try await take(receipts)
        return CompactionBase(version: nil, tag: nil, ledger: ledger, busy: others)
    }

    /// Takes leases, and gives the receipts whose leases others hold.
    private func take(_ receipts: Set<ReceiptKey>) async throws -> Set<ReceiptKey> {
        let taken = try await leases.take(receipts)
        for (receipt, entry) in taken { ledger.set(receipt.ledgerName, entry) }
        held.formUnion(taken.keys)
        return receipts.subtracting(taken.keys)
    }

    /// Writes what the plan says, receipt by receipt, each with its ledger item at its end. What cannot be done of one
    /// does not stop the others, unless the server is the reason.
    func build(_ work: CompactionWork) async throws -> CompactionResult {
        var result = CompactionResult()
        let merges = try await merges(work, &result)
        try await collection.upsert(merges.others)
        let tasks = Dictionary(grouping: work.tasks) { $0.value.receipt }
        let receipts = Set(work.plan.replacements.keys).union(tasks.keys.compactMap { $0 }).union(merges.receipts.keys)
        // A run whose bundle has records of other receipts is known to the ledger when those are written.
        for receipts in [receipts.subtracting(merges.last), receipts.intersection(merges.last)] {
            let open = receipts.filter { result.failed[.receipt($0)] == nil }
            let parts = open.sorted { $0.ledgerName < $1.ledgerName }.map { receipt in
                let bundle = work.plan.replacements[receipt].flatMap { work.bundles[$0] }
                return ReceiptPart(
                    receipt: receipt, replacement: bundle?.receipt == nil ? nil : bundle,
                    merges: merges.receipts[receipt] ?? [], tasks: tasks[receipt] ?? [],
                    entry: entry(receipt, work.plan))
            }
            try await write(parts, work, merges, &result)
        }
        events.count(.wordEmbeddingNotFound, result.absent.count)
        return result
    }

    private func write(
        _ parts: [ReceiptPart], _ work: CompactionWork, _ merges: MergedRecords, _ result: inout CompactionResult
    ) async throws {
        let writer = ReceiptWriter(name, collection, leases, events)
        let outcomes = try await parts.concurrentMap(limit: Self.width) { try await writer.outcome(of: $0, work) }
        for (part, outcome) in zip(parts, outcomes) {
            switch outcome {
            case .written(let absent): result.absent.formUnion(absent)
            case .refused(let reason):
                for failed in merges.sources[part.receipt, default: []].union([.receipt(part.receipt)]) {
                    result.failed[failed] = reason
                }
            }
        }
    }

    /// Sorts the records of bundles that are put beside what there is; one with a receipt that another works on waits as a whole.
    private func merges(_ work: CompactionWork, _ result: inout CompactionResult) async throws -> MergedRecords {
        var bundles: [(OpenBundle, GroupPlan.Part)] = []
        for (receipt, run) in work.plan.replacements {
            if let bundle = work.bundles[run], bundle.receipt == nil { bundles.append((bundle, .receipt(receipt))) }
        }
        for prefix in work.plan.upserts {
            if let bundle = work.upserts[prefix] { bundles.append((bundle, .bundle(prefix: prefix))) }
        }
        var merges = MergedRecords()
        for (bundle, source) in bundles {
            let receipts = Set(try bundle.ids.compactMap { EntityKey(recordID: $0)?.receipt })
            if try await take(receipts.subtracting(held)).isEmpty {
                try merges.add(bundle, source)
            } else {
                result.failed[source] = GroupPlan.busy
            }
        }
        return merges
    }

    /// How many receipts are written at once: hosted servers take ten writes of a collection.
    private static let width = 4

    /// What the ledger is to say of a receipt; nil for what it says already.
    private func entry(_ receipt: ReceiptKey, _ plan: GroupPlan) -> Ledger.Entry? {
        plan.ledger[receipt] == plan.base.ledger[receipt] ? nil : plan.ledger[receipt]
    }

    /// Nothing: there are no versions.
    func move(to version: String, tag: String?) -> PointerMove { .moved }

    /// Nothing: there are no versions.
    func pointer() -> String? { nil }

    /// Nothing: there are no versions.
    func discard(_ version: String) {}

    /// Gives back what is still held.
    func end(published version: String?) async { await leases.giveBack() }
}
