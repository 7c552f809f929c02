import Basics
public import ReceiptModel
import Tables

extension ChromaCollection {
    /// What the table's items say of the receipts of this collection.
    public func ledger() async throws -> Ledger {
        var ledger = Ledger()
        try await forEachReceipt { receipt, item in
            if let entry = item.entry { ledger.set(receipt.ledgerName, entry) }
        }
        return ledger
    }

    /// Hands over the items of all receipts of this collection.
    func forEachReceipt(_ body: (ReceiptKey, LedgerItem) throws -> Void) async throws {
        for try await item in table.items(LedgerItem.all) {
            guard case .ledger(let receipt, name)? = EntityKey(item) else { continue }
            try body(receipt, LedgerItem(item))
        }
    }

    /// Writes the entries that differ from those known before, and gives the receipts that stay as they are: a compactor works
    /// on them, or has done so since.
    func write(_ ledger: Ledger, over known: Ledger, owner: String) async throws -> [ReceiptKey] {
        let leases = ReceiptLeases(name, table, owner: owner, server.settings, time: time)
        let changed = ledger.entries.filter { known.entries[$0.key] != $0.value }
        do {
            return try await Array(changed).concurrentMap(limit: 16) { name, entry -> ReceiptKey? in
                guard let receipt = ReceiptKey(ledgerName: name) else { return nil }
                guard let current = try await leases.take([receipt])[receipt] else { return receipt }
                guard current == known.entries[name] else {
                    await leases.giveBack(receipt)
                    return receipt
                }
                try await leases.complete(receipt, entry)
                return nil
            }.compactMap(\.self)
        } catch {
            await leases.giveBack()
            throw error
        }
    }
}
