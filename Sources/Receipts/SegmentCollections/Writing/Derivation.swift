import JSON
import ReceiptCollections
import ReceiptEvents
import ReceiptModel

/// Works out what the table's items say of a record, with what messages say was removed.
struct Derivation {
    private let name: CollectionName
    private let facts: [ReceiptKey: ReceiptItems]
    private let now: ReceiptTime
    private var merchantRemoved: Set<ReceiptKey> = []
    private var labelsRemoved: Set<String> = []

    init(
        _ name: CollectionName, _ facts: [ReceiptKey: ReceiptItems], _ tasks: some Sequence<GroupMessage.Task>,
        now: ReceiptTime
    ) {
        self.name = name
        self.facts = facts
        self.now = now
        for task in tasks {
            switch task {
            case .merchant(let receipt, isRemoval: true): merchantRemoved.insert(receipt)
            case .labels(let receipt, let line, let word, isRemoval: true):
                if let id = EntityKey.word(receipt, line: line, word: word).recordID { labelsRemoved.insert(id) }
            default: break
            }
        }
    }

    /// The metadata of a record as the items want them; the same for a record of no receipt.
    func derive(_ id: String, _ metadata: [String: JSONValue]) -> [String: JSONValue] {
        guard let receipt = EntityKey(recordID: id)?.receipt, let items = facts[receipt] else { return metadata }
        return items.derive(
            name, id: id, metadata, merchantRemoved: merchantRemoved.contains(receipt),
            labelsRemoved: labelsRemoved.contains(id), at: now)
    }

    /// A record with its metadata as the items want them.
    func derived(_ record: Record) -> Record {
        var record = record
        record.metadata = derive(record.id, record.metadata)
        return record
    }
}

extension ShardCounts {
    /// Counts what readers see now.
    func tell(_ events: ReceiptEvents) {
        events.count(.embeddingsDeletedCount, removed)
        events.count(.metadataUpdatedRecords, merchants)
        events.count(.labelsUpdatedRecords, labels)
        tellMissing(events)
    }

    /// Counts what came too late, or for nothing, also where nothing changed.
    func tellMissing(_ events: ReceiptEvents) { events.count(.wordEmbeddingNotFound, missingWords) }
}
