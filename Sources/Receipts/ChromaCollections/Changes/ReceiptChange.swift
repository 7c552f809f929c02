import Basics
import JSON
import ReceiptCollections
import ReceiptModel
import Segments

/// What a group of messages makes of one receipt's records, worked out in memory: records before and after come in and go out,
/// nothing is sent.
struct ReceiptChange {
    /// What the server has of a record.
    struct Known: Sendable {
        var metadata: [String: JSONValue]
        var hasDocument: Bool
    }

    let receipt: ReceiptKey
    private let collection: CollectionName
    private let isHosted: Bool
    /// The records that the server has.
    var known: [String: Known]
    /// Records that are written with their vectors.
    private(set) var writes: [String: RecordWrite] = [:]
    /// Records that go.
    private(set) var removed: Set<String> = []
    /// Records of which nothing stays that was there before.
    private var replaced: Set<String> = []
    /// Messages whose record is not there.
    private(set) var absent: Set<String> = []
    /// When the receipt was removed; nil where it was not.
    private(set) var deleted: ReceiptTime?
    /// Records whose facts are written anew although they are not written otherwise.
    private var touched: Set<String> = []
    private var labelsRemoved: Set<String> = []
    private var merchantRemoved = false

    init(_ receipt: ReceiptKey, _ collection: CollectionName, isHosted: Bool, known: [String: Known]) {
        self.receipt = receipt
        self.collection = collection
        self.isHosted = isHosted
        self.known = known
    }

    /// Puts a bundle in the place of all that there is of the receipt.
    mutating func replace(with bundle: OpenBundle) throws {
        removed = Set(known.keys)
        for (record, vector) in try bundle.records {
            writes[record.id] = RecordWrite(
                id: record.id, document: record.document, metadata: record.imported.metadata, vector: vector)
            removed.remove(record.id)
            replaced.insert(record.id)
        }
    }

    /// Puts records in the place of those with the same ids, whose other facts stay.
    mutating func merge(_ records: some Sequence<(record: Record, vector: VectorSource)>) {
        for (record, vector) in records {
            let facts = current(record.id)?.merging(record.imported.metadata) { $1 } ?? record.imported.metadata
            let document = record.document ?? writes[record.id]?.document
            writes[record.id] = RecordWrite(id: record.id, document: document, metadata: facts, vector: vector)
            removed.remove(record.id)
        }
    }

    /// Does what a message asks for beside bundles.
    mutating func add(_ task: GroupMessage.Task, of message: String) {
        switch task {
        case .merge, .upsert: break
        case .merchant(_, let isRemoval):
            merchantRemoved = merchantRemoved || isRemoval
            touched.formUnion(ids)
        case .labels(let receipt, let line, let word, let isRemoval):
            guard let id = EntityKey.word(receipt, line: line, word: word).recordID, current(id) != nil else {
                absent.insert(message)
                return
            }
            touched.insert(id)
            if isRemoval { labelsRemoved.insert(id) }
        case .removal(let entity):
            if let id = entity.recordID { remove(id) }
        case .receiptRemoval(_, let time):
            ids.forEach { remove($0) }
            deleted = max(deleted ?? time, time)
        }
    }

    private mutating func remove(_ id: String) {
        writes[id] = nil
        touched.remove(id)
        if known[id] != nil { removed.insert(id) }
    }

    private var ids: Set<String> { Set(known.keys).subtracting(removed).union(writes.keys) }

    private func current(_ id: String) -> [String: JSONValue]? {
        writes[id]?.metadata ?? (removed.contains(id) ? nil : known[id]?.metadata)
    }
}

// MARK: What to send

extension ReceiptChange {
    /// The records to be written, in the order of their ids, with their facts by these items.
    func upserts(_ items: ReceiptItems, at now: ReceiptTime) -> [RecordWrite] {
        writes.values.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }.map { write in
            var write = write
            write.metadata = derived(write.id, write.metadata, items, now)
            write.document = isHosted ? HostedQuotas.fitted(document: write.document) : write.document
            let names = ChangingKeys.of(collection).union(known[write.id]?.metadata.keys ?? [:].keys)
            write.dropped = names.subtracting(write.metadata.keys)
            return write
        }
    }

    /// The records that lose their documents, which a write over them would keep.
    func bare(_ upserts: [RecordWrite]) -> [String] {
        upserts.filter { $0.document == nil && replaced.contains($0.id) && known[$0.id]?.hasDocument == true }
            .map(\.id)
    }

    /// What has to change of the records that the server has, for their facts to be those of these items.
    func updates(_ items: ReceiptItems, at now: ReceiptTime) -> [ServerCollection.Update] {
        touched.union(writes.keys).sorted().compactMap { id in
            guard let metadata = known[id]?.metadata, !removed.contains(id) else { return nil }
            let wanted = derived(id, metadata, items, now)
            guard wanted != metadata else { return nil }
            let (set, dropped) = metadata.changes(to: wanted)
            return ServerCollection.Update(id: id, set: set, dropped: dropped)
        }
    }

    private func derived(
        _ id: String, _ metadata: [String: JSONValue], _ items: ReceiptItems, _ now: ReceiptTime
    ) -> [String: JSONValue] {
        let derived = items.derive(
            collection, id: id, metadata, merchantRemoved: merchantRemoved, labelsRemoved: labelsRemoved.contains(id),
            at: now)
        return isHosted ? HostedQuotas.fitted(derived) : derived
    }

    /// Takes down that the server has these records now.
    mutating func note(_ upserts: [RecordWrite]) {
        for write in upserts {
            let hasDocument = write.document != nil || known[write.id]?.hasDocument ?? false
            known[write.id] = Known(metadata: write.metadata, hasDocument: hasDocument)
        }
    }

    /// Takes down that the server has changed these records.
    mutating func note(_ updates: [ServerCollection.Update]) {
        for update in updates {
            known[update.id]?.metadata.merge(update.set) { $1 }
            for name in update.dropped { known[update.id]?.metadata[name] = nil }
        }
    }
}
