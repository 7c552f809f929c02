import Basics
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments

/// What is to be done with one receipt.
struct ReceiptPart: Sendable {
    var receipt: ReceiptKey
    /// The bundle that takes the place of all there is.
    var replacement: OpenBundle?
    /// Records that take the places of those with the same ids.
    var merges: [(record: Record, vector: VectorSource)]
    /// What messages ask for beside, by message.
    var tasks: [(key: String, value: GroupMessage.Task)]
    /// What the ledger is to say then; nil for what it says already.
    var entry: Ledger.Entry?
}

/// Writes one receipt's records while its lease is held: new ones first, then facts of those that stay, and removals last, so
/// that readers never see neither the old nor the new. The facts are read again after that, as they may have changed.
struct ReceiptWriter {
    private let name: CollectionName
    private let collection: ServerCollection
    private let leases: ReceiptLeases
    private let events: ReceiptEvents

    init(_ name: CollectionName, _ collection: ServerCollection, _ leases: ReceiptLeases, _ events: ReceiptEvents) {
        self.name = name
        self.collection = collection
        self.leases = leases
        self.events = events
    }

    /// How often facts that change while they are written are written again; a later message does the rest.
    private static let rounds = 3

    /// What came of a receipt.
    enum Outcome: Sendable {
        /// It is as it should be; these messages' records are not there.
        case written(absent: Set<String>)
        /// It cannot be done, for this reason, which is not that of others.
        case refused(String)
    }

    /// Does all that is to be done, and gives the lease back. Throws what other receipts would meet, too.
    func outcome(of part: ReceiptPart, _ work: CompactionWork) async throws -> Outcome {
        do {
            let (change, entry) = try await write(part, work)
            try await leases.complete(part.receipt, entry)
            return .written(absent: change.absent)
        } catch let error as FdnixError where !error.isRetryable {
            return .refused(error.message)
        } catch {
            // What was sent last may still be carried out: nobody should write before the lease runs out.
            await leases.leave(part.receipt)
            throw error
        }
    }

    private func write(_ part: ReceiptPart, _ work: CompactionWork) async throws -> (ReceiptChange, Ledger.Entry?) {
        let receipt = part.receipt
        let permit: ServerCollection.Permit = { [leases] in try await leases.hold(receipt) }
        try await permit()
        var items = try await work.facts(receipt)
        var change = try await plan(part)

        let upserts = change.upserts(items, at: work.now)
        let bare = change.bare(upserts)
        if !bare.isEmpty { try await collection.delete(bare, permit: permit) }
        try await collection.upsert(upserts, permit: permit)
        change.note(upserts)
        for round in 0...Self.rounds {
            let updates = change.updates(items, at: work.now)
            try await collection.update(updates, permit: permit)
            change.note(updates)
            count(updates, round)
            if round > 0, updates.isEmpty { break }
            items = try await work.facts(receipt)
        }
        try await collection.delete(change.removed.sorted(), permit: permit)
        events.count(.embeddingsDeletedCount, change.removed.count)

        guard let deleted = change.deleted else { return (change, part.entry) }
        var ledger = Ledger()
        ledger.set(receipt.ledgerName, part.entry ?? work.plan.ledger[receipt])
        return (change, ledger.delete(receipt, at: deleted) ? .deleted(deleted) : part.entry)
    }

    private func plan(_ part: ReceiptPart) async throws -> ReceiptChange {
        var change = ReceiptChange(
            part.receipt, name, isHosted: collection.server.settings.isHosted, known: try await known(part))
        if let replacement = part.replacement { try change.replace(with: replacement) }
        change.merge(part.merges)
        for (message, task) in part.tasks.sorted(by: { $0.key < $1.key }) { change.add(task, of: message) }
        return change
    }

    /// What the server has of the receipt: all that says so by its metadata, and what is named by its id.
    private func known(_ part: ReceiptPart) async throws -> [String: ReceiptChange.Known] {
        var known: [String: ReceiptChange.Known] = [:]
        func add(_ records: some Sequence<Record>) {
            for record in records {
                known[record.id] = .init(metadata: record.metadata, hasDocument: record.document != nil)
            }
        }
        let prefix = "\(part.receipt.recordPrefix)#"
        try await collection.all(ServerFilter.of(part.receipt), [.documents, .metadatas]) { page in
            add(page.filter { $0.id.utf8.starts(with: prefix.utf8) })
        }
        let named =
            (try part.replacement?.ids ?? []) + part.merges.map(\.record.id)
            + part.tasks.compactMap(\.value.recordID)
        let missing = Set(named).subtracting(known.keys)
        add(try await collection.records(missing.sorted(), [.documents, .metadatas]).map(\.record))
        return known
    }

    private func count(_ updates: [ServerCollection.Update], _ round: Int) {
        guard round > 0 || !updates.isEmpty else { return }
        let labels = updates.count { $0.set["last_label_update"] != nil }
        events.count(.labelsUpdatedRecords, labels)
        events.count(.metadataUpdatedRecords, updates.count { $0.set["last_metadata_update"] != nil })
    }
}

extension GroupMessage.Task {
    /// The receipt that it concerns.
    var receipt: ReceiptKey? { GroupMessage(id: "", task: self).receipt }

    /// The record that it is about; nil where that is none, or all of a receipt.
    fileprivate var recordID: String? {
        switch self {
        case .labels(let receipt, let line, let word, _): EntityKey.word(receipt, line: line, word: word).recordID
        case .removal(let entity): entity.recordID
        default: nil
        }
    }
}
