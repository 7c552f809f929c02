import Basics
import ReceiptEvents
import ReceiptModel
import Tables

/// Tells the items of lines and words that their records can be found. What fails is told to the log alone.
struct EmbeddingStatus: Sendable {
    private let table: any Table
    private let events: ReceiptEvents
    private static let success = "SUCCESS"

    init(_ table: any Table, _ events: ReceiptEvents) {
        self.table = table
        self.events = events
    }

    func update(_ bundles: [(ReceiptKey, OpenBundle)]) async {
        do {
            try await bundles.concurrentForEach(limit: 8) { receipt, bundle in
                let ids = Set(try bundle.ids)
                bundle.release()
                var keys: [ItemKey] = []
                for try await item in table.items(WordLabel.query(ofAll: receipt)) {
                    guard let entity = EntityKey(item), let id = entity.recordID, ids.contains(id),
                        item["embedding_status"]?.string != Self.success
                    else { continue }
                    if case .label = entity { continue }
                    keys.append(entity.itemKey)
                }
                try await keys.concurrentForEach(limit: 8) { key in
                    try await table.perform(
                        .update(
                            key,
                            [
                                .set("embedding_status", .string(Self.success)),
                                .set("GSI1PK", .string("EMBEDDING_STATUS#\(Self.success)")),
                            ], if: .exists("PK")))
                }
            }
        } catch { events.warning("cannot set the embedding status: \(Compaction.reason(error))") }
    }
}
