import Basics
import ReceiptModel
import Tables

/// Reads from the table what the collections carry, always with all that was written before.
struct FactReader: Sendable {
    private let table: any Table
    private let collection: CollectionName

    init(_ table: any Table, _ collection: CollectionName) {
        self.table = table
        self.collection = collection
    }

    /// The merchant of a receipt, and the labels of its words where the collection has words.
    func items(of receipt: ReceiptKey) async throws -> ReceiptItems {
        var items = ReceiptItems(merchant: try await table.get(EntityKey.merchant(receipt).itemKey), labels: [:])
        guard collection == .words else { return items }
        for try await item in table.items(WordLabel.query(ofAll: receipt)) {
            guard let label = WordLabel(item), let id = EntityKey(item)?.recordID else { continue }
            items.labels[id, default: []].append(label)
        }
        return items
    }

    /// The tasks of a plan, without the removals of what is there again.
    func tasks(of plan: GroupPlan) async throws -> [String: GroupMessage.Task] {
        let table = table
        let kept = try await Array(plan.tasks).concurrentMap(limit: 16) { message, task -> String? in
            let entity: EntityKey
            switch task {
            case .removal(let removed): entity = removed
            case .receiptRemoval(let receipt, _): entity = .receipt(receipt)
            default: return message
            }
            return try await table.get(entity.itemKey) == nil ? message : nil
        }
        let known = Set(kept.compactMap { $0 })
        return plan.tasks.filter { known.contains($0.key) }
    }
}
