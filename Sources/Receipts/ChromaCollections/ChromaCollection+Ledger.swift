import Basics
public import ReceiptModel
import Tables

extension ChromaCollection {
    /// What the table's items say of the receipts of this collection.
    public func ledger() async throws -> Ledger {
        var ledger = Ledger()
        for try await item in table.items(LedgerItem.all) {
            guard case .ledger(let receipt, name)? = EntityKey(item), let entry = try LedgerItem(item).entry else {
                continue
            }
            ledger.set(receipt.ledgerName, entry)
        }
        return ledger
    }

    /// Writes the entries that differ from those known before. Throws `conflict` where a compactor works on a receipt, or has
    /// done so since.
    func write(_ ledger: Ledger, over known: Ledger) async throws {
        let leases = ReceiptLeases(name, table, owner: RandomUUID.text(), server.settings, time: time)
        let changed = ledger.entries.filter { known.entries[$0.key] != $0.value }
        try await Array(changed).concurrentForEach(limit: 16) { name, entry in
            guard let receipt = ReceiptKey(ledgerName: name) else { return }
            let current = try await leases.take([receipt])[receipt]
            guard let current, current == known.entries[name] else {
                await leases.giveBack(receipt)
                throw FdnixError(.conflict, "a compactor works on the receipt \(name); stop it, and try again")
            }
            try await leases.complete(receipt, entry)
        }
    }
}
