import ReceiptCollections
import ReceiptModel
import Segments

/// Records of bundles that are put beside what there is, by the receipts that they are of.
struct MergedRecords {
    /// The records of each receipt, bundle after bundle.
    private(set) var receipts: [ReceiptKey: [(record: Record, vector: VectorSource)]] = [:]
    /// What each receipt's records are written for: bundles without a run, and receipts whose runs they are of.
    private(set) var sources: [ReceiptKey: Set<GroupPlan.Part>] = [:]
    /// Records that are of no receipt.
    private(set) var others: [RecordWrite] = []

    /// The receipts whose runs have records of other receipts.
    var last: Set<ReceiptKey> {
        var last: Set<ReceiptKey> = []
        for (receipt, sources) in sources {
            for case .receipt(let own) in sources where own != receipt { last.insert(own) }
        }
        return last
    }

    /// Adds the records of a bundle. Throws `corrupt`.
    mutating func add(_ bundle: OpenBundle, _ source: GroupPlan.Part) throws {
        for (receipt, records) in Dictionary(
            grouping: try bundle.records, by: { EntityKey(recordID: $0.record.id)?.receipt })
        {
            if let receipt {
                receipts[receipt, default: []] += records
                sources[receipt, default: []].insert(source)
            } else {
                others += records.map { record, vector in
                    RecordWrite(
                        id: record.id, document: record.document, metadata: record.imported.metadata, vector: vector)
                }
            }
        }
    }
}
